package app

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"titian/internal/platform/audit"
	"titian/internal/platform/backup"
	"titian/internal/platform/db"
)

// Backup writes everything into one encrypted file while others work. It opens a
// database of any schema: one backs up before one migrates. The audit says that
// it was made; when that cannot be written, the file is there and the error too.
func Backup(ctx context.Context, c Config, to string, recipients []string, progress func(int64)) (backup.Report, error) {
	d, err := db.Open(ctx, c.Database, db.Options{Now: c.Now, Sync: c.Sync, Existing: true})
	if err != nil {
		return backup.Report{}, err
	}
	r, err := backup.Write(ctx, d, backup.Options{To: to, Address: c.Database, Key: c.Secrets.Backup, Recipients: recipients, Program: c.Version, Progress: progress})
	if err == nil {
		err = trace(ctx, d, wasBackedUp, append(tells(r), audit.Change{Field: "recipients", New: strconv.Itoa(len(recipients))})...)
	}
	return r, errors.Join(err, d.Close())
}

// RestoreFrom says which backup comes back and with which keys.
type RestoreFrom struct {
	File     string
	Secret   bool   // Config.Secrets holds a master secret
	Identity string // file of private keys; may be empty
	Progress func(int64)
}

// Restored is a backup that came back, and what the audit says of it.
type Restored struct {
	backup.Report
	Audit   audit.Report
	Ours    bool // the master secret at hand is the one that the database was written under
	Pending int  // migrations to run
}

// Restore brings a backup back into the configured database, which must be empty,
// and walks its audit. A problem that the audit shows is reported and no error:
// the backup is then as the database was. What came back says in its audit that
// it did, from the first moment on.
func Restore(ctx context.Context, c Config, from RestoreFrom) (Restored, error) {
	var out Restored
	o := backup.RestoreOptions{From: from.File, Address: c.Database, Identity: from.Identity, Now: c.Now, Progress: from.Progress}
	if from.Secret {
		o.Key = &c.Secrets.Backup
	}
	o.Check = func(ctx context.Context, address string, r backup.Report) error {
		d, err := db.Open(ctx, address, db.Options{Now: c.Now, Sync: c.Sync, Existing: true})
		if err != nil {
			return err
		}
		var key []byte
		if out.Ours = from.Secret && r.Secret == c.Secrets.Backup.Fingerprint(); out.Ours {
			key = c.Secrets.Seal[:]
		}
		if out.Pending, err = d.Pending(ctx); err == nil {
			out.Audit, err = audit.Verify(ctx, d, key)
		}
		if err == nil {
			err = trace(ctx, d, wasRestored, tells(r)...)
		}
		return errors.Join(err, d.Close())
	}
	var err error
	if out.Report, err = backup.Restore(ctx, o); err != nil {
		return out, fmt.Errorf("restore backup: %w", err)
	}
	return out, nil
}
