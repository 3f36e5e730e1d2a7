package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const employability = "../../feature/assessment/shipped/employability.json"

func questionnaireRun(t *testing.T, args ...string) (code int, out, complaint string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	env := &Env{Context: context.Background(), Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr}
	code = Main(env, append([]string{"questionnaire"}, args...), nil)
	return code, stdout.String(), stderr.String()
}

func kept(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAQuestionnaireIsCheckedShownAndScored(t *testing.T) {
	if code, out, complaint := questionnaireRun(t, "check", employability); code != 0 || out != "employability: 3 sections, 10 questions, 1 scores\n" {
		t.Errorf("check: exit %d, %q %q", code, out, complaint)
	}
	if code, out, _ := questionnaireRun(t, "show", employability, "--lang", "en"); code != 0 || !strings.Contains(out, "can_learn: I learn new work quickly [scale]") {
		t.Errorf("show: exit %d, %s", code, out)
	}
	all := `{"` + strings.Join(strings.Fields("can_do can_learn can_show can_count knows_where can_ask has_papers on_time with_others has_help"), `":["4"],"`) + `":["4"]}`
	if code, out, complaint := questionnaireRun(t, "score", employability, "--answers", kept(t, "a.json", all)); code != 0 || !strings.Contains(out, `"value": 75`) || !strings.Contains(out, `"band": "ready"`) {
		t.Errorf("score: exit %d, %s %s", code, out, complaint)
	}
}

func TestAFaultyQuestionnaireExitsWithTwoAndNamesThePlace(t *testing.T) {
	raw, err := os.ReadFile(employability)
	if err != nil {
		t.Fatal(err)
	}
	for want, file := range map[string]string{
		"scores[0].value":  kept(t, "a.json", strings.Replace(string(raw), "can_learn +", "can_lern +", 1)),
		"title: It should": kept(t, "b.json", `{"key":"a","title":"x"}`),
		"line 1":           kept(t, "c.json", `{`),
		"no-such-file":     "no-such-file.json",
	} {
		if code, out, complaint := questionnaireRun(t, "check", file); code != 2 || out != "" || !strings.Contains(complaint, want) {
			t.Errorf("%s: exit %d, %q, told %q", want, code, out, complaint)
		}
	}
	if code, _, complaint := questionnaireRun(t, "score", employability, "--answers", kept(t, "d.json", `{"can_do":["9"]}`)); code != 2 || !strings.Contains(complaint, "answers.can_do") || !strings.Contains(complaint, "answers.has_help") {
		t.Errorf("wrong answers: exit %d, told %q", code, complaint)
	}
}
