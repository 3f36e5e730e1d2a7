package directory

import (
	"context"
	"fmt"
	"time"

	"titian/internal/kernel/errs"
	"titian/internal/kernel/id"
	"titian/internal/platform/audit"
	"titian/internal/platform/authz"
	"titian/internal/platform/db"
)

// Post is an office such as "Kepala Seksi Binadik". It outlives its holder,
// which is why commitments are owned by posts.
type Post struct {
	ID        id.Post         `db:"id" privacy:"internal"`
	Org       id.Organisation `db:"organisation_id" privacy:"internal"`
	Title     string          `db:"title" privacy:"internal"`
	Active    bool            `db:"active" privacy:"internal"`
	Version   int64           `db:"version" privacy:"internal"`
	CreatedAt time.Time       `db:"created_at" privacy:"internal"`
	UpdatedAt time.Time       `db:"updated_at" privacy:"internal"`
}

// PostCommand makes or renames a post.
type PostCommand struct {
	ID      id.Post // optional, made by the client
	Title   string
	Version int64 // of the post that is renamed; zero takes the newest
}

// Posts lists an organisation's posts by title, those that have ended last.
func (s *Service) Posts(ctx context.Context, a authz.Actor, org id.Organisation) ([]Post, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return nil, err
	}
	out, err := db.All[Post](ctx, s.db, `SELECT `+db.Columns[Post]("")+` FROM directory_post WHERE organisation_id = $1 ORDER BY active DESC, title`, org)
	if err != nil {
		return nil, fmt.Errorf("list posts of %s: %w", org, err)
	}
	return out, nil
}

// Post reads one post.
func (s *Service) Post(ctx context.Context, a authz.Actor, key id.Post) (Post, error) {
	if err := policy.Check(a, CanRead); err != nil {
		return Post{}, err
	}
	p, err := findPost(ctx, s.db, key)
	if err != nil {
		return p, fmt.Errorf("read post %s: %w", key, err)
	}
	return p, nil
}

func findPost(ctx context.Context, q db.Querier, key id.Post) (Post, error) {
	return db.One[Post](ctx, q, `SELECT `+db.Columns[Post]("")+` FROM directory_post WHERE id = $1`, key)
}

// PostIn gives a post and its organisation to a feature above, which asks its own
// policy. Errors: NotFound.
func PostIn(ctx context.Context, q db.Querier, key id.Post) (Post, Organisation, error) {
	p, err := findPost(ctx, q, key)
	if err != nil {
		return p, Organisation{}, err
	}
	o, found, err := find(ctx, q, p.Org)
	if err == nil && !found {
		err = errNotFound
	}
	return p, o, err
}

// CreatePost makes a post at an organisation that the actor works for or
// administers. A title that the organisation has already is a field error.
func (s *Service) CreatePost(ctx context.Context, a authz.Actor, org id.Organisation, c PostCommand) (Post, error) {
	if err := policy.Check(a, CanPost); err != nil {
		return Post{}, err
	}
	if err := c.validate(); err != nil {
		return Post{}, err
	}
	p := Post{ID: c.ID, Org: org, Title: c.Title, Active: true, Version: 1}
	if p.ID.IsZero() {
		p.ID = p.ID.Make()
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		if err := keeps(ctx, tx, a, org); err != nil {
			return err
		}
		p.CreatedAt, p.UpdatedAt = tx.Now(), tx.Now()
		if err := titleTaken(db.Insert(ctx, tx, "directory_post", p)); err != nil {
			return err
		}
		return audit.Created(ctx, tx, a, whatPost(p, "post.create"), p)
	})
	if err != nil {
		return Post{}, fmt.Errorf("create post: %w", err)
	}
	return p, nil
}

// RenamePost gives a post another title.
func (s *Service) RenamePost(ctx context.Context, a authz.Actor, key id.Post, c PostCommand) (Post, error) {
	return s.updatePost(ctx, a, key, c.Version, "post.rename", func(p *Post) error {
		if err := c.validate(); err != nil {
			return err
		}
		p.Title = c.Title
		return nil
	})
}

// EndPost ends a post: nothing new can be given to it.
func (s *Service) EndPost(ctx context.Context, a authz.Actor, key id.Post, version int64) (Post, error) {
	return s.updatePost(ctx, a, key, version, "post.end", func(p *Post) error {
		if !p.Active {
			return errs.New(errs.State, "post.ended")
		}
		p.Active = false
		return nil
	})
}

// RevivePost takes EndPost back.
func (s *Service) RevivePost(ctx context.Context, a authz.Actor, key id.Post, version int64) (Post, error) {
	return s.updatePost(ctx, a, key, version, "post.revive", func(p *Post) error {
		if p.Active {
			return errs.New(errs.State, "post.active")
		}
		p.Active = true
		return nil
	})
}

func (s *Service) updatePost(ctx context.Context, a authz.Actor, key id.Post, version int64, action string, f func(p *Post) error) (Post, error) {
	if err := policy.Check(a, CanPost); err != nil {
		return Post{}, err
	}
	var after Post
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		before, err := findPost(ctx, tx, key)
		if err != nil {
			return err
		}
		if err := keeps(ctx, tx, a, before.Org); err != nil {
			return err
		}
		after = before
		if err := f(&after); err != nil {
			return err
		}
		seen := version
		if seen == 0 {
			seen = before.Version
		}
		after.Version, after.UpdatedAt = seen+1, tx.Now()
		if err := titleTaken(db.Update(ctx, tx, "directory_post", after, seen, "id")); err != nil {
			return err
		}
		return audit.Changed(ctx, tx, a, whatPost(after, action), before, after)
	})
	if err != nil {
		return Post{}, fmt.Errorf("%s %s: %w", action, key, audit.Stale(ctx, s.db, err, after.Org, key, version))
	}
	return after, nil
}

// keeps checks that the actor keeps the posts of org.
func keeps(ctx context.Context, q db.Querier, a authz.Actor, org id.Organisation) error {
	o, found, err := find(ctx, q, org)
	if err != nil {
		return err
	}
	if !found || !KeepsPosts(a, o) {
		return errNotFound
	}
	return nil
}

func titleTaken(err error) error {
	if db.IsUnique(err, "directory_post_title_key", "directory_post.organisation_id") {
		return fieldOr(nil, "title", "post.title_taken")
	}
	return err
}

func (c *PostCommand) validate() error {
	var f errs.Fields
	CheckText(&f, "title", &c.Title, maxName, true)
	return f.Err()
}

func whatPost(p Post, action string) audit.What {
	return audit.What{Org: p.Org, Action: action, Kind: "post", Record: p.ID, Version: p.Version}
}
