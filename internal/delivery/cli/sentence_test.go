package cli

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// sentenceRun runs the whole command line, because exit codes are part of the promise.
func sentenceRun(t *testing.T, input string, args ...string) (code int, out, complaint string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	env := &Env{Context: context.Background(), Stdin: strings.NewReader(input), Stdout: &stdout, Stderr: &stderr}
	code = Main(env, append([]string{"sentence", "-"}, args...), nil)
	return code, stdout.String(), stderr.String()
}

func TestAWrongCaseExitsWithTwoAndPrintsNothing(t *testing.T) {
	for name, input := range map[string]string{
		"no JSON":       "pidana 2 tahun",
		"empty":         "",
		"unknown field": `{"legal_status":"adult","start":"2026-01-01","verdicts":[{"years":1}],"nama":"x"}`,
		"bad day":       `{"legal_status":"adult","start":"2026-02-30","verdicts":[{"years":1}]}`,
		"negative":      `{"legal_status":"adult","start":"2026-01-01","verdicts":[{"years":-1}]}`,
		"no length":     `{"legal_status":"adult","start":"2026-01-01","verdicts":[{"years":0,"months":0,"days":0}]}`,
		"overflow":      `{"legal_status":"adult","start":"2026-01-01","verdicts":[{"years":99999999999999999999}]}`,
		"too large":     strings.Repeat(" ", maxCase+1),
	} {
		code, out, complaint := sentenceRun(t, input)
		if code != 2 || out != "" || !strings.HasPrefix(complaint, "titian: ") {
			t.Errorf("%s: exit %d, printed %q, told %q", name, code, out, complaint)
		}
	}
	if code, _, complaint := sentenceRun(t, `{}`, "--rules", "x"); code != 2 || !strings.Contains(complaint, "id-2026.1") {
		t.Errorf("unknown rules: exit %d, told %q", code, complaint)
	}
}

func TestASentenceIsPrintedForPeopleAndForPrograms(t *testing.T) {
	const c2 = `{"legal_status":"adult","start":"2018-05-08","verdicts":[{"years":1,"months":0,"days":0}],"detention":[],"remissions":[],"fine_substitute":{"months":0,"days":0,"unpaid":false},"conditions":[]}`
	for _, x := range []struct {
		args []string
		want string
	}{
		{nil, "3 Jan 2019"},
		{[]string{"--lang", "en"}, "3 Jan 2019"},
		{[]string{"--json"}, `"conditional_leave_from": "2019-01-03"`},
		{[]string{"--json"}, `"parole_from": null`},
	} {
		code, out, complaint := sentenceRun(t, c2, x.args...)
		if code != 0 || !strings.Contains(out, x.want) {
			t.Errorf("%v: exit %d %s, printed\n%s", x.args, code, complaint, out)
		}
	}
}
