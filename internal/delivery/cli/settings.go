package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// settings connects the file of settings to the flags and refuses keys that
// nobody reads: a mistyped setting must not be a silent default.
func settings(k *kong.Kong, args, environ []string) error {
	known := map[string]bool{}
	variables := []string{"TITIAN_CONFIG"}
	_ = kong.Visit(k.Model.Node, func(n kong.Visitable, next kong.Next) error {
		if node, ok := n.(*kong.Node); ok {
			for _, f := range node.Flags {
				known[f.Name] = true
				variables = append(variables, f.Envs...)
			}
		}
		return next(nil)
	})
	for _, e := range environ {
		name, _, _ := strings.Cut(e, "=")
		if strings.HasPrefix(name, "TITIAN_") && !strings.HasPrefix(name, "TITIAN_TEST_") && !slices.Contains(variables, name) {
			return fmt.Errorf("unknown setting %s in the environment", name)
		}
	}
	path := configPath(args, environ)
	if path == "" {
		return nil
	}
	raw, err := os.ReadFile(path) // the operator names the file
	if err != nil {
		return fmt.Errorf("read settings: %w", err)
	}
	values := map[string]any{}
	if err := json.Unmarshal(raw, &values); err != nil {
		return fmt.Errorf("read settings %s: %w", path, err)
	}
	for key := range values {
		if !known[key] {
			return fmt.Errorf("read settings %s: unknown key %q", path, key)
		}
	}
	resolver := kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, f *kong.Flag) (any, error) {
		if slices.ContainsFunc(f.Envs, func(name string) bool { return set(environ, name) }) {
			return nil, nil // the environment wins, where the library would let the file win
		}
		return values[f.Name], nil
	})
	return kong.Resolvers(resolver).Apply(k)
}

func set(environ []string, name string) bool {
	return slices.ContainsFunc(environ, func(e string) bool { return strings.HasPrefix(e, name+"=") })
}

// configPath finds --config before the flags are parsed.
func configPath(args, environ []string) string {
	for i, a := range args {
		if v, ok := strings.CutPrefix(a, "--config="); ok {
			return v
		}
		if a == "--config" && i+1 < len(args) {
			return args[i+1]
		}
	}
	for _, e := range environ {
		if v, ok := strings.CutPrefix(e, "TITIAN_CONFIG="); ok {
			return v
		}
	}
	return ""
}
