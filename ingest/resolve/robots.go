package resolve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// ErrRobots is returned for a page that the robots.txt of its site asks programs
// not to read.
var ErrRobots = errors.New("the site's robots.txt asks programs not to read this page")

// productToken is the name that a robots.txt may address this program by.
const productToken = "dossier"

// Limits of a robots.txt. RFC 9309 (2.5) wants at least 500 KiB to be read and
// (2.4) no copy older than a day to be used.
const maxRobots = 500 << 10

var robotsAge = Age{Known: 24 * time.Hour, Unknown: 24 * time.Hour}

// robots are the rules of a robots.txt for this program, as RFC 9309 reads them.
// Crawl-delay is no part of it: pages are asked for one at a time and one a
// second at most.
type robots []robotsRule

type robotsRule struct {
	pattern string // of path and query, normalised; * is any text, $ at the end the end
	allow   bool
}

// parseRobots reads the rules of the groups that name the product or, where none
// does, of those for all ("*"). Lines that cannot be read say nothing.
func parseRobots(text []byte, product string) robots {
	var own, all robots
	named := false        // some group names the product
	var isOwn, isAll bool // of the group under way
	inHead, rest := true, bytes.TrimPrefix(text[:min(len(text), maxRobots)], []byte("\ufeff"))
	for line := range bytes.FieldsFuncSeq(rest, func(r rune) bool { return r == '\n' || r == '\r' }) {
		line, _, _ = bytes.Cut(line, []byte("#"))
		field, value, ok := strings.Cut(string(line), ":")
		if !ok {
			continue
		}
		field, value = strings.ToLower(strings.TrimSpace(field)), strings.TrimSpace(value)
		switch field {
		case "user-agent":
			if !inHead {
				isOwn, isAll = false, false
			}
			inHead = true
			isOwn = isOwn || strings.EqualFold(agentToken(value), product)
			isAll = isAll || value == "*"
			named = named || isOwn
		case "allow", "disallow":
			inHead = false
			if value == "" {
				continue // no rule
			}
			rule := robotsRule{normalPath(value), field == "allow"}
			if isOwn {
				own = append(own, rule)
			}
			if isAll {
				all = append(all, rule)
			}
		}
	}
	if named {
		return own
	}
	return all
}

// agentToken is the product token at the beginning of a user agent: letters,
// "_" and "-".
func agentToken(s string) string {
	end := strings.IndexFunc(s, func(r rune) bool {
		return r != '_' && r != '-' && (r|0x20 < 'a' || r|0x20 > 'z')
	})
	if end < 0 {
		return s
	}
	return s[:end]
}

// allows tells whether a path may be read: the longest rule that matches
// decides, of two that are equally long the one that allows.
func (r robots) allows(path string) bool {
	path = normalPath(path)
	allow, longest := true, -1
	for _, rule := range r {
		if n := len(rule.pattern); (n > longest || n == longest && rule.allow) && rule.matches(path) {
			allow, longest = rule.allow, n
		}
	}
	return allow
}

// matches takes the pieces between the stars from the left; the leftmost place
// of each leaves most room for the next.
func (r robotsRule) matches(path string) bool {
	pattern, atEnd := strings.CutSuffix(r.pattern, "$")
	pieces := strings.Split(pattern, "*")
	rest, ok := strings.CutPrefix(path, pieces[0])
	if !ok {
		return false
	}
	if len(pieces) == 1 {
		return !atEnd || rest == ""
	}
	last := len(pieces) - 1
	for _, piece := range pieces[1:last] {
		_, after, ok := strings.Cut(rest, piece)
		if !ok {
			return false
		}
		rest = after
	}
	if atEnd {
		return strings.HasSuffix(rest, pieces[last])
	}
	return strings.Contains(rest, pieces[last])
}

// normalPath spells a path so that equal paths are equal texts (RFC 9309, 2.2.2):
// unreserved characters plain, all others outside ASCII as %XX.
func normalPath(path string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		c := path[i]
		if c == '%' && i+2 < len(path) {
			if v, ok := unhex(path[i+1], path[i+2]); ok {
				i += 2
				if isUnreserved(v) {
					b.WriteByte(v)
				} else {
					b.WriteString(string([]byte{'%', hex[v>>4], hex[v&15]}))
				}
				continue
			}
		}
		if c >= 0x80 || c <= ' ' {
			b.WriteString(string([]byte{'%', hex[c>>4], hex[c&15]}))
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

func unhex(a, b byte) (byte, bool) {
	high, okA := hexDigit(a)
	low, okB := hexDigit(b)
	return high<<4 | low, okA && okB
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10, true
	}
	return 0, false
}

func isUnreserved(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

// site is what is known of the robots.txt of one site in this run.
type site struct {
	rules robots
	err   error // why it could not be read
}

// checkRobots asks the robots.txt of the page's site, kept for a day. Sites that
// the configuration names are registries, which are made for programs.
func (r *Resolver) checkRobots(ctx context.Context, page *url.URL) error {
	if r.guard.configured[hostPort(page)] {
		return nil
	}
	origin := (&url.URL{Scheme: page.Scheme, Host: page.Host}).String()
	r.mu.Lock()
	s, known := r.sites[origin]
	r.mu.Unlock()
	if !known {
		s = r.readRobots(ctx, origin)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		r.mu.Lock()
		r.sites[origin] = s
		r.mu.Unlock()
	}
	path := page.EscapedPath()
	if path == "" {
		path = "/"
	}
	if page.RawQuery != "" {
		path += "?" + page.RawQuery
	}
	switch {
	case s.err != nil:
		return fmt.Errorf("%s: its robots.txt could not be read, so the page was not: %v", page.Host, s.err)
	case !s.rules.allows(path):
		return fmt.Errorf("%s: %w", page.Host, ErrRobots)
	}
	return nil
}

// readRobots gets the rules of a site. A site without a robots.txt, or that
// refuses to show it, has none; one that does not answer wants to be left alone
// (RFC 9309, 2.3.1).
func (r *Resolver) readRobots(ctx context.Context, origin string) site {
	f := &fetcher{r: r, age: robotsAge, offline: r.cfg.Offline, said: map[string]map[ID]outcome{}}
	e, _, err := f.follow(ctx, Request{Path: origin + "/robots.txt", Accept: "text/plain"}, func(*url.URL) error { return nil })
	var refused *StatusError
	var down *Unavailable
	switch {
	case err == nil && e.Status == http.StatusOK:
		return site{rules: parseRobots(e.Body, productToken)}
	case err == nil, errors.As(err, &refused), errors.Is(err, errTooManyRedirects),
		errors.As(err, &down) && (down.Code == http.StatusUnauthorized || down.Code == http.StatusForbidden):
		return site{}
	}
	return site{err: err}
}
