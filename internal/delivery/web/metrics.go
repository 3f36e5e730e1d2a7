package web

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Observer is told how each request went, by the pattern of its route.
type Observer func(route string, status int, took time.Duration)

// Observe returns an observer that counts requests and their time in registry.
// Its labels are routes and classes of statuses, of which there are few; an
// address as a label would grow without end and hold names.
func Observe(registry prometheus.Registerer) (Observer, error) {
	seconds := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "titian_http_request_seconds",
		Help:    "Time to answer a request, by route and class of status.",
		Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
	}, []string{"route", "status"})
	if err := registry.Register(seconds); err != nil {
		return nil, err
	}
	return func(route string, status int, took time.Duration) {
		seconds.WithLabelValues(route, strconv.Itoa(status/100)+"xx").Observe(took.Seconds())
	}, nil
}
