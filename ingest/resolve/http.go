package resolve

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// Request is one request to a source, relative to its base URL.
type Request struct {
	Path   string     // below the base URL, already escaped where it needs to be; an absolute URL is used as it stands
	Query  url.Values //
	Form   url.Values // sent as a POST when not empty
	Accept string     // media type
	List   bool       // counts against the limit for lists
}

// answer is what a source sent back with status 200 or 404.
type answer struct {
	url    string // without keys
	status int
	at     time.Time
	header http.Header
	body   []byte
}

// Unavailable says that a source was skipped: it is down, blocks us, or its
// budget is used up. Other sources go on.
type Unavailable struct {
	Source string
	Reason string
	Code   int       // HTTP status, if that is why
	Until  time.Time // when it may be asked again, if known
}

func (u *Unavailable) Error() string {
	if u.Source == sourceLanding { // one site, not a source
		return u.Reason
	}
	s := u.Source + " skipped: " + u.Reason
	if !u.Until.IsZero() {
		s += ", again after " + u.Until.UTC().Format("2006-01-02 15:04 MST")
	}
	return s
}

// StatusError is an answer that says that the request itself is wrong; the
// source is in order.
type StatusError struct {
	Source string
	URL    string
	Code   int
	Detail string // the beginning of a plain-text or JSON message
}

func (e *StatusError) Error() string {
	s := fmt.Sprintf("%s answered %d to %s", e.Source, e.Code, e.URL)
	if e.Detail != "" {
		s += ": " + e.Detail
	}
	return s
}

var (
	errTooLarge = errors.New("the answer is larger than the limit")
	errCutShort = errors.New("the answer was cut short")
	errNotData  = errors.New("the answer is not the promised data")
)

// endpoint asks one source: it keeps its pace, repeats what is worth repeating,
// and remembers its health.
type endpoint struct {
	name    string
	base    string
	agent   string
	secret  url.Values // who asks (address, key): sent, and never printed or stored
	single  *gate
	list    *gate
	http    *retryablehttp.Client
	health  health
	now     func() time.Time
	timeout time.Duration // of one attempt
	patience,
	maxWait time.Duration // of a request with its repetitions; of a Retry-After that is worth waiting for
	maxBody int64

	// budget429 is set for a source whose 429 means that the day's budget is
	// used up: repeating it only costs.
	budget429 bool

	// anyHost is set for pages of any site: what one site refuses says nothing
	// about the next.
	anyHost bool
}

// attempts travels with a request to the transport.
type attempts struct {
	gate     *gate
	failures int // attempts without any answer
}

type attemptsKey struct{}

// newClient makes the client under an endpoint: retryablehttp with our own rules
// for what is repeated and after how long.
func (e *endpoint) newClient(g *guard) *retryablehttp.Client {
	c := retryablehttp.NewClient()
	c.Logger = nil
	c.RetryMax = 4
	c.RetryWaitMin, c.RetryWaitMax = 500*time.Millisecond, 8*time.Second
	c.CheckRetry = e.checkRetry
	c.Backoff = e.backoff
	c.ErrorHandler = retryablehttp.PassthroughErrorHandler
	c.HTTPClient = &http.Client{
		Timeout:   e.timeout,
		Transport: paced{e, newTransport(g)},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if e.anyHost {
				return http.ErrUseLastResponse // the next site has rules of its own: see fetcher.follow
			}
			if len(via) >= maxRedirects {
				return errTooManyRedirects
			}
			req.Header.Del("Referer") // it would hold the key
			return g.checkLiteral(req.URL)
		},
	}
	return c
}

func newTransport(g *guard) *http.Transport {
	return &http.Transport{
		Proxy:                  g.proxy,
		DialContext:            g.dial,
		TLSHandshakeTimeout:    15 * time.Second,
		ResponseHeaderTimeout:  0, // the client's time-out covers it
		ForceAttemptHTTP2:      true,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		MaxIdleConnsPerHost:    4,
		IdleConnTimeout:        30 * time.Second,
		MaxResponseHeaderBytes: 1 << 20,
	}
}

// paced is the transport of an endpoint: each attempt and each redirect waits
// for its turn and is counted.
type paced struct {
	e    *endpoint
	next http.RoundTripper
}

func (p paced) RoundTrip(req *http.Request) (*http.Response, error) {
	a, _ := req.Context().Value(attemptsKey{}).(*attempts)
	if a != nil {
		if err := a.gate.wait(req.Context()); err != nil {
			return nil, err
		}
	}
	p.e.health.requested(p.e.now())
	resp, err := p.next.RoundTrip(req)
	if err == nil && a != nil {
		a.gate.steer(resp.Header)
		p.e.health.heard(resp.Header, p.e.now())
	}
	return resp, err
}

// ask sends a request and returns an answer with status 200, or 404 for a single
// work (a list always exists). Every other outcome is an error: *Unavailable when the source cannot be used now,
// *StatusError when it refuses this request, or that of the context.
func (e *endpoint) ask(ctx context.Context, r Request) (answer, error) {
	if err := e.health.blocked(e.name, e.now()); err != nil && !e.anyHost {
		return answer{}, err
	}
	g := e.single
	if r.List {
		g = e.list
	}
	leave, err := g.enter(ctx)
	if err != nil {
		return answer{}, err
	}
	defer leave()
	// Another request may have found the source down while this one queued.
	if err := e.health.blocked(e.name, e.now()); err != nil && !e.anyHost {
		return answer{}, err
	}

	patient, cancel := context.WithTimeout(ctx, e.patience)
	defer cancel()
	patient = context.WithValue(patient, attemptsKey{}, &attempts{gate: g})
	var a answer
	for range 2 { // a body that breaks off is worth one more try
		if a, err = e.exchange(patient, r); !errors.Is(err, errCutShort) {
			break
		}
	}
	if ctx.Err() != nil {
		return answer{}, ctx.Err() // the caller's own interruption is no fault of the source
	}
	return a, e.judge(err)
}

// judge turns what went wrong into what it means for the source.
func (e *endpoint) judge(err error) error {
	var status *StatusError
	var down *Unavailable
	switch {
	case err == nil:
		e.health.answered(e.now())
		return nil
	case errors.As(err, &down):
		e.health.block(down.Reason, e.now(), down.Until)
		return down
	case errors.As(err, &status):
		return status
	case errors.Is(err, ErrPrivateAddress), errors.Is(err, errTooLarge):
		return fmt.Errorf("%s: %w", e.name, err)
	case errors.Is(err, errNotData) && e.name == sourceDOI:
		return fmt.Errorf("%s: %w", e.name, err) // a landing page in place of data: usual there
	}
	reason := plainReason(err)
	now := e.now()
	until := now.Add(coolDown)
	if neverConnected(err) {
		e.health.unreachable(reason, now, until)
	} else {
		e.health.block(reason, now, until)
	}
	return &Unavailable{Source: e.name, Reason: reason, Until: until}
}

// coolDown is how long a source that did not answer is left alone.
const coolDown = 2 * time.Minute

// plainReason says what went wrong without the URL, which the name of the source
// already stands for and which may hold a key.
func plainReason(err error) string {
	var u *url.Error
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns):
		return "its address could not be looked up (" + dns.Name + ")"
	case errors.Is(err, context.DeadlineExceeded), isTimeout(err):
		return "no answer in time"
	case errors.As(err, &u):
		return u.Err.Error()
	}
	return err.Error()
}

// neverConnected tells that the source was not reached at all.
func neverConnected(err error) bool {
	var dns *net.DNSError
	var op *net.OpError
	return errors.As(err, &dns) || errors.As(err, &op) && op.Op == "dial"
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

// exchange sends the request, with repetitions, and reads and checks the answer.
func (e *endpoint) exchange(ctx context.Context, r Request) (answer, error) {
	req, shown, err := e.build(ctx, r)
	if err != nil {
		return answer{}, err
	}
	resp, err := e.http.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	a := answer{url: shown, status: resp.StatusCode, at: e.now(), header: resp.Header}
	if a.body, err = readAll(resp.Body, e.maxBody); err != nil {
		return answer{}, err
	}
	if r.List && a.status != http.StatusOK && e.check(a, r.Accept) == nil {
		return answer{}, &StatusError{Source: e.name, URL: a.url, Code: a.status, Detail: detail(a)}
	}
	return a, e.check(a, r.Accept)
}

// build makes the HTTP request; shown is its URL without what says who asks.
func (e *endpoint) build(ctx context.Context, r Request) (req *retryablehttp.Request, shown string, err error) {
	raw := r.Path
	if !strings.HasPrefix(r.Path, "http://") && !strings.HasPrefix(r.Path, "https://") {
		raw = strings.TrimSuffix(e.base, "/") + r.Path
	}
	shown = withQuery(raw, r.Query)
	method, query, body := http.MethodGet, r.Query, []byte(nil)
	if len(r.Form) > 0 {
		method, body = http.MethodPost, []byte(join(r.Form, e.secret).Encode())
	} else {
		query = join(r.Query, e.secret)
	}
	if req, err = retryablehttp.NewRequestWithContext(ctx, method, withQuery(raw, query), body); err != nil {
		return nil, shown, fmt.Errorf("asking %s: %w", e.name, err)
	}
	req.Header.Set("User-Agent", e.agent)
	if r.Accept != "" {
		req.Header.Set("Accept", r.Accept)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return req, shown, nil
}

func join(parts ...url.Values) url.Values {
	all := url.Values{}
	for _, part := range parts {
		maps.Copy(all, part)
	}
	return all
}

func withQuery(raw string, q url.Values) string {
	if len(q) == 0 {
		return raw
	}
	sep := "?"
	if strings.Contains(raw, "?") {
		sep = "&"
	}
	return raw + sep + q.Encode()
}

// readAll reads a body to its end; a body over the limit or one that breaks off
// is an error, never half an answer.
func readAll(r io.Reader, limit int64) ([]byte, error) {
	var b bytes.Buffer
	n, err := b.ReadFrom(io.LimitReader(r, limit+1))
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, errCutShort
	case err != nil:
		return nil, err
	case n > limit:
		return nil, fmt.Errorf("%w of %d MB", errTooLarge, limit>>20)
	}
	return b.Bytes(), nil
}

// check looks at status and content type before anything is decoded: error
// bodies come as text, HTML and JSON from the same source.
func (e *endpoint) check(a answer, accept string) error {
	switch {
	case a.status == http.StatusOK:
		return checkType(a, accept)
	case a.status == http.StatusNotFound, a.status == http.StatusGone, e.anyHost && isRedirect(a.status):
		return nil
	case a.status == http.StatusTooManyRequests, a.status == http.StatusServiceUnavailable:
		until := e.now().Add(coolDown)
		if d, ok := e.retryAfter(a.status, a.header); ok {
			until = e.now().Add(d)
		} else if e.budget429 && a.status == http.StatusTooManyRequests {
			until = e.health.spend(e.now())
		}
		return &Unavailable{Source: e.name, Reason: fmt.Sprintf("it asks to wait (status %d)", a.status), Code: a.status, Until: until}
	case a.status == http.StatusUnauthorized, a.status == http.StatusForbidden:
		return &Unavailable{Source: e.name, Reason: fmt.Sprintf("it refuses us (status %d)", a.status), Code: a.status, Until: e.now().Add(coolDown)}
	case a.status >= 500, a.status == http.StatusRequestTimeout:
		return &Unavailable{Source: e.name, Reason: fmt.Sprintf("it is out of order (status %d)", a.status), Code: a.status, Until: e.now().Add(coolDown)}
	}
	return &StatusError{Source: e.name, URL: a.url, Code: a.status, Detail: detail(a)}
}

// detail is the first line of an error body that is not a web page.
func detail(a answer) string {
	body := bytes.TrimSpace(a.body)
	if len(body) == 0 || body[0] == '<' {
		return ""
	}
	line, _, _ := bytes.Cut(body, []byte("\n"))
	return string(line[:min(len(line), 200)])
}

// checkType compares the content type with what was asked for. Some recorded
// answers have none: then the first character decides.
func checkType(a answer, accept string) error {
	want := family(accept)
	if want == "" {
		return nil
	}
	media, _, _ := mime.ParseMediaType(a.header.Get("Content-Type"))
	got := family(media)
	start := bytes.TrimLeft(bytes.TrimPrefix(a.body, []byte("\ufeff")), " \t\r\n")
	looksHTML := len(start) >= 5 && (bytes.EqualFold(start[:5], []byte("<html")) || bytes.EqualFold(start[:5], []byte("<!doc")) && bytes.Contains(bytes.ToLower(start[:min(len(start), 64)]), []byte("html")))
	switch {
	case looksHTML && want != "html":
		return fmt.Errorf("%w: a web page came in place of %s", errNotData, want)
	case want == "json" && (len(start) == 0 || start[0] != '{' && start[0] != '['):
		return fmt.Errorf("%w: JSON was asked for, %s came", errNotData, orUnknown(media))
	case want == "xml" && (len(start) == 0 || start[0] != '<'):
		return fmt.Errorf("%w: XML was asked for, %s came", errNotData, orUnknown(media))
	case got == "html" && want != "html":
		return fmt.Errorf("%w: a web page came in place of %s", errNotData, want)
	}
	return nil
}

func family(media string) string {
	switch {
	case strings.Contains(media, "html"):
		return "html"
	case strings.Contains(media, "json"):
		return "json"
	case strings.Contains(media, "xml"):
		return "xml"
	}
	return ""
}

func orUnknown(media string) string {
	if media == "" {
		return "something else"
	}
	return media
}

// checkRetry says what is worth repeating: 408, 429, 500, 502, 503, 504, twice a
// connection that failed, once a time-out or an unknown host, because a person
// without a network should learn it soon. A wait longer than maxWait is not.
func (e *endpoint) checkRetry(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if err != nil {
		if errors.Is(err, ErrPrivateAddress) {
			return false, err
		}
		if again, _ := retryablehttp.DefaultRetryPolicy(ctx, nil, err); !again {
			return false, nil
		}
		a, ok := ctx.Value(attemptsKey{}).(*attempts)
		if !ok {
			return false, nil
		}
		a.failures++
		var dns *net.DNSError
		if isTimeout(err) || errors.As(err, &dns) {
			return a.failures < 2, nil
		}
		return a.failures < 3, nil
	}
	switch resp.StatusCode {
	case http.StatusTooManyRequests:
		if e.budget429 {
			return false, nil
		}
	case http.StatusRequestTimeout, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
	default:
		return false, nil
	}
	wait, asked := e.retryAfter(resp.StatusCode, resp.Header)
	return !asked || wait <= e.maxWait, nil
}

// backoff waits as long as the source asks, else exponentially with jitter, so
// that many clients do not come back in one moment.
func (e *endpoint) backoff(shortest, longest time.Duration, attempt int, resp *http.Response) time.Duration {
	if resp != nil {
		if d, ok := e.retryAfter(resp.StatusCode, resp.Header); ok {
			return d + rand.N(shortest/2+1)
		}
	}
	d := min(longest, shortest<<min(attempt, 10))
	return d/2 + rand.N(d/2+1)
}

// retryAfter reads Retry-After, in seconds or as an HTTP date, on 429 and 503
// only: some servers send it with every answer.
func (e *endpoint) retryAfter(status int, h http.Header) (time.Duration, bool) {
	if status != http.StatusTooManyRequests && status != http.StatusServiceUnavailable {
		return 0, false
	}
	v := strings.TrimSpace(h.Get("Retry-After"))
	if n, err := strconv.Atoi(v); err == nil && n >= 0 {
		return time.Duration(min(n, 7*24*3600)) * time.Second, true
	}
	if t, err := http.ParseTime(v); err == nil {
		return max(0, t.Sub(e.now())), true
	}
	return 0, false
}
