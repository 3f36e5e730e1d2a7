package disclosure

import (
	"strings"
	"testing"
)

func TestOnlyTheMonthsOfTheReleaseAreKeptButEveryRowIsChecked(t *testing.T) {
	spec := mustSpec(t, nationMonth+","+regencyYear)
	spec = month(t, spec, "r1", "2025-12", "2025-12")
	spec.Groups = nil
	head := "key,measure,period,place\n"
	records, err := ReadRecords(strings.NewReader(head+"d,m,2026-01,1101\nc,m,2025-12,1101\na,m,2025-01,1102\nb,m,2024-12,1201\n"), spec)
	if err != nil {
		t.Fatal(err)
	}
	if len(records) != 2 || records[0].Key != "a" || records[1].Key != "c" {
		t.Errorf("got %+v, want a and c: the year reaches back to January", records)
	}
	if _, err := ReadRecords(strings.NewReader(head+"b,m,2024-12,nowhere\n"), spec); err == nil {
		t.Error("a mistake in another year was not seen")
	}
}

func TestMistakesInMoneyAndCurvesAreNamedByColumn(t *testing.T) {
	spec, err := ParseSpec([]byte(fuzzSpec))
	if err != nil {
		t.Fatal(err)
	}
	head := "key,measure,period,place,sex,amount,contributor,named,time,event\n"
	for _, x := range []struct{ row, want string }{
		{"k,gift,2025-01,1101,male,-5,pt,,,", "line 2, column amount:"},
		{"k,gift,2025-01,1101,male,ten,pt,,,", "line 2, column amount:"},
		{"k,gift,2025-01,1101,male,5,,,,", "line 2, column contributor:"},
		{"k,gift,2025-01,1101,male,5,pt,maybe,,", "line 2, column named:"},
		{"k,m,2025-01,1101,male,,,,-1,0", "line 2, column time:"},
		{"k,m,2025-01,1101,male,,,,soon,0", "line 2, column time:"},
		{"k,m,2025-01,1101,male,,,,5,", "line 2, column event:"},
		{"k,m,2025-01,1101,other,,,,5,1", "line 2, column sex:"},
		{",m,2025-01,1101,male,,,,5,1", "line 2, column key:"},
	} {
		_, err := ReadRecords(strings.NewReader(head+x.row+"\n"), spec)
		if err == nil || !strings.HasPrefix(err.Error(), x.want) {
			t.Errorf("%s: got %v, want %s …", x.row, err, x.want)
		}
	}
}

func TestAMistakeNeverRepeatsAKey(t *testing.T) {
	spec := mustSpec(t, nationMonth)
	spec.Groups = nil
	_, err := ReadRecords(strings.NewReader("key,measure,period,place\nSITI-0001,m,2025-01,1101\nSITI-0001,m,2025-02,1101\n"), spec)
	if err == nil || strings.Contains(err.Error(), "SITI") {
		t.Errorf("got %v", err)
	}
}

func TestAByteOrderMarkMayStandBeforeAQuotedHeader(t *testing.T) {
	spec := month(t, mustSpec(t, nationMonth), "r1", "2025-12", "2025-12")
	spec.Groups = nil
	records, err := ReadRecords(strings.NewReader("\ufeff\"key\",\"measure\",period,place\r\na,m,2025-12,1101\r\n"), spec)
	if err != nil || len(records) != 1 {
		t.Errorf("got %+v, %v", records, err)
	}
}
