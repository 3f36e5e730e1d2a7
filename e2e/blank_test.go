package e2e

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// blank is the program on a database that holds nothing but its schema and the
// first administrator, as an office has it on its first day.
type blank struct {
	*Program
	binary, db, secret string
}

// administrator is who sets everything up.
const administrator = "admin"

func startBlank(t *testing.T, binary string) *blank {
	t.Helper()
	dir := t.TempDir()
	b := &blank{binary: binary, db: "sqlite:" + filepath.Join(dir, "titian.db"), secret: filepath.Join(dir, "secret")}
	b.titian(t, "", "migrate")
	b.titian(t, demoPassword, "user", "add", administrator, "--name", "Administrator", "--role", "administrator",
		"--org", directorate, "--org-name", "Direktorat Jenderal Pemasyarakatan")
	b.Program = Start(t, binary, "serve", "--db", b.db, "--secret", b.secret, "--addr", "{addr}")
	return b
}

// titian runs one command on the database and returns what it printed.
func (b *blank) titian(t *testing.T, stdin string, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), b.binary, append(args, "--db", b.db, "--secret", b.secret)...)
	var stderr bytes.Buffer
	cmd.Stdin, cmd.Stderr = strings.NewReader(stdin), &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("titian %s: %v\n%s", strings.Join(args, " "), err, &stderr)
	}
	return out
}

// token makes a token for an account, as the operator does beside the running program.
func (b *blank) token(t *testing.T, login string) string {
	t.Helper()
	var made struct{ Token string }
	if err := json.Unmarshal(b.titian(t, "", "token", "create", "--user", login, "--json"), &made); err != nil {
		t.Fatal(err)
	}
	return made.Token
}
