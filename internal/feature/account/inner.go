package account

import "context"

// inner is the context of transactions beside the work of a request: counting a
// try, keeping a session. The request's idempotency key belongs to the work
// alone; one of these would use it up, and the work would seem done.
type inner struct{ context.Context }

// Value hides what the request carries.
func (inner) Value(any) any { return nil }
