package allocation

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// Lottery ranks people by chance: a permutation of 0 … n-1, the highest wins.
// The seed is fixed before anyone knows who takes part, its Commitment
// published; afterwards the seed itself is published and everyone can draw
// again. A person's rank depends on seed and ids alone, and is the same at
// every offering: one number that can be told to its owner, and fewer people
// in places that they would gladly exchange.
func Lottery(seed string, ids []string) []int {
	type ticket struct {
		number []byte
		at     int
	}
	tickets := make([]ticket, len(ids))
	mac := hmac.New(sha256.New, []byte(seed))
	for i, id := range ids {
		mac.Reset()
		mac.Write([]byte(id))
		tickets[i] = ticket{mac.Sum(nil), i}
	}
	slices.SortFunc(tickets, func(a, b ticket) int {
		if c := bytes.Compare(a.number, b.number); c != 0 {
			return c
		}
		return compareIDs(ids[a.at], ids[b.at])
	})
	ranks := make([]int, len(ids))
	for rank, t := range tickets {
		ranks[t.at] = rank
	}
	return ranks
}

// Commitment is published before a round, so that nobody can pick the seed
// whose result they like.
func Commitment(seed string) string {
	sum := sha256.Sum256([]byte(seed))
	return hex.EncodeToString(sum[:])
}
