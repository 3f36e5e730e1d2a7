package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"titian/internal/platform/authz"
	"titian/internal/platform/mail"
	"titian/internal/platform/outbox"
)

// Carrier hands letters to a mail server.
type Carrier interface {
	Domain() string
	Send(ctx context.Context, l mail.Letter, handed func(context.Context) error) error
}

// Post sends the letters that are due and says how many it tried. base is the
// address under which people reach this installation. The operator.
//
// A letter is neither lost nor sent twice, with one window that SMTP leaves: from
// its last line until the server's answer is noted. Whoever is killed there leaves
// a letter Unsure: it is not sent again by itself, because all that a letter says
// stands in the app, and what a link's letter says its sender can send again.
func (s *Service) Post(ctx context.Context, a authz.Actor, c Carrier, base string) (int, error) {
	if err := policy.Check(a, CanRunAll); err != nil {
		return 0, err
	}
	return s.box.Run(ctx, outbox.Mail, func(ctx context.Context, t *outbox.Task) (outbox.Sent, error) {
		var l letter
		if err := json.Unmarshal(t.Payload, &l); err != nil {
			return "", &outbox.Failure{Code: "unreadable", Final: true, Cause: err}
		}
		return "", c.Send(ctx, mail.Letter{
			ID: fmt.Sprintf("%s@%s", t.ID, c.Domain()), To: l.To, Subject: l.Subject,
			Text: strings.ReplaceAll(l.Text, here, strings.TrimSuffix(base, "/")+"/"), Date: t.CreatedAt,
		}, t.Handed)
	})
}
