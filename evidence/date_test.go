package evidence_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dossier/evidence"
)

func TestParseDate(t *testing.T) {
	type D = evidence.Date
	for _, c := range []struct {
		in      string
		want    D
		printed string
	}{
		{"2021", D{Year: 2021}, "2021"},
		{"2021-06", D{Year: 2021, Month: 6}, "2021-06"},
		{"2021-06-05", D{Year: 2021, Month: 6, Day: 5}, "2021-06-05"},
		{"2021-06-05T12:00:00Z", D{Year: 2021, Month: 6, Day: 5}, "2021-06-05"},
		{"20210605", D{Year: 2021, Month: 6, Day: 5}, "2021-06-05"},
		{"2021/06/05", D{Year: 2021, Month: 6, Day: 5}, "2021-06-05"},
		{"2021/6", D{Year: 2021, Month: 6}, "2021-06"},
		{"2021 Jun 5", D{Year: 2021, Month: 6, Day: 5}, "2021-06-05"},
		{"2021 Jun", D{Year: 2021, Month: 6}, "2021-06"},
		{"5 June 2021", D{Year: 2021, Month: 6, Day: 5}, "2021-06-05"},
		{"June 5, 2021", D{Year: 2021, Month: 6, Day: 5}, "2021-06-05"},
		{"June 5th, 2021", D{Year: 2021, Month: 6, Day: 5}, "2021-06-05"},
		{"2021, June 5", D{Year: 2021, Month: 6, Day: 5}, "2021-06-05"},
		{"Sept. 2021", D{Year: 2021, Month: 9}, "2021-09"},
		{"5. Juni 2021", D{Year: 2021, Month: 6, Day: 5}, "2021-06-05"},
		{"1er février 2020", D{Year: 2020, Month: 2, Day: 1}, "2020-02-01"},
		{"5 de junio de 2021", D{Year: 2021, Month: 6, Day: 5}, "2021-06-05"},
		{"maggio 2019", D{Year: 2019, Month: 5}, "2019-05"},
		{"12 października 2018", D{Year: 2018, Month: 10, Day: 12}, "2018-10-12"},
		{"março 2017", D{Year: 2017, Month: 3}, "2017-03"},
		{"März 2017", D{Year: 2017, Month: 3}, "2017-03"},
		{"Jun-Jul 2021", D{Year: 2021, Month: 6, EndYear: 2021, EndMonth: 7}, "2021-06/2021-07"},
		{"2021 Jun/Jul", D{Year: 2021, Month: 6, EndYear: 2021, EndMonth: 7}, "2021-06/2021-07"},
		{"2018 May - Jun", D{Year: 2018, Month: 5, EndYear: 2018, EndMonth: 6}, "2018-05/2018-06"},
		{"1998 Dec-1999 Jan", D{Year: 1998, Month: 12, EndYear: 1999, EndMonth: 1}, "1998-12/1999-01"},
		{"1944-1945", D{Year: 1944, EndYear: 1945}, "1944/1945"},
		{"2018-19", D{Year: 2018, EndYear: 2019}, "2018/2019"},
		{"5–7 June 2021", D{Year: 2021, Month: 6, Day: 5, EndYear: 2021, EndMonth: 6, EndDay: 7}, "2021-06-05/2021-06-07"},
		{"2000 Jun 5-12", D{Year: 2000, Month: 6, Day: 5, EndYear: 2000, EndMonth: 6, EndDay: 12}, "2000-06-05/2000-06-12"},
		{"1998-12/1999-01", D{Year: 1998, Month: 12, EndYear: 1999, EndMonth: 1}, "1998-12/1999-01"},
		{"Winter 2020", D{Year: 2020, Season: "winter"}, "2020-24"},
		{"2020 Fall", D{Year: 2020, Season: "autumn"}, "2020-23"},
		{"2020-24", D{Year: 2020, Season: "winter"}, "2020-24"},
		{"06/2021", D{Year: 2021, Month: 6}, "2021-06"},
		{"13/04/2021", D{Year: 2021, Month: 4, Day: 13}, "2021-04-13"},
		{"04/13/2021", D{Year: 2021, Month: 4, Day: 13}, "2021-04-13"},
		{"03/04/2021", D{Year: 2021, Raw: "03/04/2021"}, "2021"},
		{"03.04.2021", D{Year: 2021, Month: 4, Day: 3}, "2021-04-03"},
		{"2021a", D{Year: 2021, Raw: "2021a"}, "2021"},
		{"1993-00-00", D{Year: 1993}, "1993"},
		{"1993-02-00", D{Year: 1993, Month: 2}, "1993-02"},
		{"2013 06 10", D{Year: 2013, Month: 6, Day: 10}, "2013-06-10"},
		{"201003", D{Year: 2010, Month: 3}, "2010-03"},
		{"2010/08//", D{Year: 2010, Month: 8}, "2010-08"},
		{"2010/08//undefined", D{Year: 2010, Month: 8}, "2010-08"},
		{"2010///", D{Year: 2010}, "2010"},
		{"2018///Mar/Apr", D{Year: 2018, Month: 3, EndYear: 2018, EndMonth: 4}, "2018-03/2018-04"},
		{"2010///Winter", D{Year: 2010, Season: "winter"}, "2010-24"},
		{"2013/02/15/received", D{Year: 2013, Month: 2, Day: 15, Raw: "2013/02/15/received"}, "2013-02-15"},
		{"(2021)", D{Year: 2021}, "2021"},
		{"c2021", D{Year: 2021, Raw: "c2021"}, "2021"},
		{"2021 Feb 30", D{Year: 2021, Month: 2, Raw: "2021 Feb 30"}, "2021-02"},
		{"Spring-Summer 2019", D{Year: 2019, Season: "spring", Raw: "Spring-Summer 2019"}, "2019-21"},
		{"2021 Jun 5;48(11):1631-9", D{Year: 2021, Month: 6, Day: 5}, "2021-06-05"},
		{"n.d.", D{Raw: "n.d."}, "n.d."},
		{"in press", D{Raw: "in press"}, "in press"},
	} {
		t.Run(c.in, func(t *testing.T) {
			got, err := evidence.ParseDate(c.in)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
			if got.String() != c.printed {
				t.Errorf("prints %q, want %q", got, c.printed)
			}
		})
	}
	for _, in := range []string{"", "some day", "12", "June", "99999"} {
		if d, err := evidence.ParseDate(in); !errors.Is(err, evidence.ErrNotFound) || d.Raw != in {
			t.Errorf("ParseDate(%q) = %+v, %v", in, d, err)
		}
	}
}

func TestDateCompare(t *testing.T) {
	order := []string{"n.d.", "1999", "1999-02", "1999-02-03", "1999-21", "1999-06", "2000"}
	for i := range order {
		for j := range order {
			a, _ := evidence.ParseDate(order[i])
			b, _ := evidence.ParseDate(order[j])
			want := min(1, max(-1, i-j))
			if got := a.Compare(b); got != want {
				t.Errorf("%s against %s: %d, want %d", order[i], order[j], got, want)
			}
			if (want == 0) != a.Equal(b) {
				t.Errorf("%s equal %s: %v", order[i], order[j], a.Equal(b))
			}
		}
	}
	for in, want := range map[string]evidence.DatePrecision{"n.d.": evidence.PrecisionNone, "2020": evidence.PrecisionYear, "2020-21": evidence.PrecisionSeason, "2020-02": evidence.PrecisionMonth, "2020-02-02": evidence.PrecisionDay} {
		if d, _ := evidence.ParseDate(in); d.Precision() != want {
			t.Errorf("%s: precision %v, want %v", in, d.Precision(), want)
		}
	}
}

func TestDateFromParts(t *testing.T) {
	for _, c := range []struct {
		y, m, d int
		want    string
	}{{2021, 6, 5, "2021-06-05"}, {2021, 6, 0, "2021-06"}, {2021, 13, 5, "2021"}, {2021, 2, 30, "2021-02"}, {0, 6, 5, ""}} {
		if got := evidence.DateFromParts(c.y, c.m, c.d).String(); got != c.want {
			t.Errorf("%v: %q", c, got)
		}
	}
}

func TestDatePrintParse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := evidence.DateFromParts(rapid.IntRange(1000, 2999).Draw(t, "y"), rapid.IntRange(0, 12).Draw(t, "m"), rapid.IntRange(0, 31).Draw(t, "d"))
		if again, err := evidence.ParseDate(d.String()); err != nil || again != d {
			t.Fatalf("%v printed and read: %v, %v", d, again, err)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"1998 Dec-1999 Jan", "Winter 2020", "03/04/2021", "2021-06-05/2021-07"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := evidence.ParseDate(s)
		if err != nil || d.Year == 0 {
			return
		}
		again, err := evidence.ParseDate(d.String())
		if err != nil || !again.Equal(d) {
			t.Errorf("%q gave %+v printed %s, and that %+v, %v", s, d, d, again, err)
		}
	})
}
