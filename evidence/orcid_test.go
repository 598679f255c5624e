package evidence

import "testing"

func TestParseORCID(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"bare", "0000-0002-1825-0097", "0000-0002-1825-0097"},
		{"http address", "http://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"},
		{"https address with slash", "https://orcid.org/0000-0002-1694-233x/", "0000-0002-1694-233X"},
		{"without hyphens", "0000000218250097", "0000-0002-1825-0097"},
		{"wrong check digit", "0000-0002-1825-0098", ""},
		{"not one", "orcid", ""},
		{"empty", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := ParseORCID(c.in); got != c.want {
				t.Errorf("ParseORCID(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}
