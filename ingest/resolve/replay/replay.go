// Package replay answers for the metadata services on the loopback, so that
// clients and whole commands can be tested without a network. Only tests use it.
//
// Recordings (Open) serves recorded answers from a folder with an index
// recordings.jsonl: one JSON object per line with file, method, url, status and
// headers. Registry makes up the answers of the services from a list of works.
// Both serve every service from one address: the host of the real URL is the
// first part of the path, and Env gives the settings that lead a program there.
package replay

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// services are the real base URLs, by the name that the settings use.
func services() map[string]string {
	return map[string]string{
		"crossref":  "api.crossref.org",
		"pubmed":    "eutils.ncbi.nlm.nih.gov/entrez/eutils",
		"europepmc": "www.ebi.ac.uk/europepmc/webservices/rest",
		"openalex":  "api.openalex.org",
		"datacite":  "api.datacite.org",
		"doi":       "doi.org",
		"idconv":    "www.ncbi.nlm.nih.gov/pmc/utils/idconv/v1.0",
		"unpaywall": "api.unpaywall.org/v2",
		"ctgov":     "clinicaltrials.gov/api/v2",
	}
}

// BaseURLs are the base URLs of all services behind one server, by source name.
func BaseURLs(server string) map[string]string {
	m := map[string]string{}
	for name, real := range services() {
		m[name] = strings.TrimSuffix(server, "/") + "/" + real
	}
	return m
}

// Env is BaseURLs as environment settings, "DOSSIER_SOURCES_CROSSREF_URL=…".
func Env(server string) []string {
	var env []string
	for name, base := range BaseURLs(server) {
		env = append(env, "DOSSIER_SOURCES_"+strings.ToUpper(name)+"_URL="+base)
	}
	return env
}

// Recording is one line of the index.
type Recording struct {
	File    string            `json:"file"` // below the folder
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Note    string            `json:"note"`
}

// Load reads the index of a folder.
func Load(dir string) ([]Recording, error) {
	f, err := os.Open(filepath.Join(dir, "recordings.jsonl"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all []Recording
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		var r Recording
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, fmt.Errorf("recordings.jsonl line %d: %w", n, err)
		}
		all = append(all, r)
	}
	return all, lines.Err()
}

// Recordings serves the answers of a folder and counts the requests.
type Recordings struct {
	dir   string
	byKey map[string]Recording

	mu   sync.Mutex
	seen []string // "GET key" of every request, in order
}

// Open makes a handler of a folder. Where one request was recorded several
// times, the first line counts.
func Open(dir string) (*Recordings, error) {
	all, err := Load(dir)
	if err != nil {
		return nil, err
	}
	h := &Recordings{dir: dir, byKey: map[string]Recording{}}
	for _, r := range all {
		u, err := url.Parse(r.URL)
		if err != nil {
			continue // free text in place of a URL
		}
		key := requestKey(r.Method, u.Host+u.Path, u.Query())
		if _, ok := h.byKey[key]; !ok {
			h.byKey[key] = r
		}
	}
	return h, nil
}

// requestKey is what a request is found by: method, host and path, and the query
// without the parameters that only say who asks.
func requestKey(method, path string, q url.Values) string {
	for _, who := range []string{"mailto", "email", "tool", "api_key"} {
		q.Del(who)
	}
	return method + " " + strings.Trim(path, "/") + "?" + q.Encode()
}

// ServeHTTP answers as recorded; what was not recorded is 404.
func (h *Recordings) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	key := requestKey(req.Method, req.URL.Path, req.URL.Query())
	h.mu.Lock()
	h.seen = append(h.seen, key)
	h.mu.Unlock()
	r, ok := h.byKey[key]
	if !ok {
		http.Error(w, "not recorded: "+key, http.StatusNotFound)
		return
	}
	body, err := os.ReadFile(filepath.Join(h.dir, filepath.FromSlash(r.File)))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	for name, value := range r.Headers {
		if !strings.EqualFold(name, "content-length") && !strings.EqualFold(name, "content-encoding") {
			w.Header().Set(name, value)
		}
	}
	if r.Headers["content-type"] == "" {
		w.Header()["Content-Type"] = nil // not recorded: let the client look
	}
	w.WriteHeader(r.Status)
	w.Write(body)
}

// Requests lists what was asked for, in order.
func (h *Recordings) Requests() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]string(nil), h.seen...)
}
