package resolve

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"time"
)

// memory is what is kept of a source between runs, one file for each beside the
// cached answers. Several processes may keep one: each brings together what it
// knows with what it finds there, and the later word counts.
type memory struct {
	Who string `json:"who"` // a digest of the address and key that were sent: who asks as somebody else has another budget

	Pool       string    `json:"pool,omitempty"`
	Single     Limit     `json:"single"` // as the source announced them
	List       Limit     `json:"list"`
	BudgetLeft string    `json:"budget_left,omitempty"`
	BudgetEnd  time.Time `json:"budget_end,omitzero"`
	Spent      time.Time `json:"spent,omitzero"` // the budget is used up until then
	LastAnswer time.Time `json:"last_answer,omitzero"`

	Reason  string    `json:"reason,omitempty"`  // why the source is left alone; empty = it is not
	Until   time.Time `json:"until,omitzero"`    // how long
	Changed time.Time `json:"changed,omitzero"`  // when that was found
	Passing bool      `json:"passing,omitempty"` // it is left alone in the run that found it only

	LastSuccess time.Time `json:"last_success,omitzero"`
	LastError   string    `json:"last_error,omitempty"`
	LastErrorAt time.Time `json:"last_error_at,omitzero"`

	Day     string `json:"day,omitempty"` // of Today, in UTC
	Today   int    `json:"requests"`      // sent on that day
	unsaved int    // of them, those that no file has yet
}

// countRequests counts requests of one day.
func (m *memory) countRequests(now time.Time, n int) {
	if day := now.UTC().Format(time.DateOnly); day != m.Day {
		m.Day, m.Today, m.unsaved = day, 0, 0
	}
	m.Today += n
}

// join brings in what another run knows.
func (m *memory) join(other memory) {
	if other.Who != m.Who {
		return
	}
	if other.LastAnswer.After(m.LastAnswer) {
		m.Pool, m.Single, m.List = other.Pool, other.Single, other.List
		m.BudgetLeft, m.BudgetEnd, m.Spent, m.LastAnswer = other.BudgetLeft, other.BudgetEnd, other.Spent, other.LastAnswer
	}
	if other.Changed.After(m.Changed) && !other.Passing {
		m.Reason, m.Until, m.Changed, m.Passing = other.Reason, other.Until, other.Changed, false
	}
	if other.LastSuccess.After(m.LastSuccess) {
		m.LastSuccess = other.LastSuccess
	}
	if other.LastErrorAt.After(m.LastErrorAt) {
		m.LastError, m.LastErrorAt = other.LastError, other.LastErrorAt
	}
	switch {
	case other.Day > m.Day:
		m.Day, m.Today, m.unsaved = other.Day, other.Today, 0
	case other.Day == m.Day:
		m.Today = other.Today + m.unsaved
	}
}

// who digests what is sent of the person who asks.
func who(e *endpoint) string {
	sum := sha256.Sum256([]byte(e.secret.Encode() + "\n" + e.agent))
	return hex.EncodeToString(sum[:8])
}

func (c cache) memoryPath(source string) string {
	return filepath.Join(c.dir, "status", source+".json")
}

// recall reads what is kept of a source; a file that cannot be read is none.
func (c cache) recall(source string) memory {
	var m memory
	if c.dir == "" {
		return m
	}
	data, err := os.ReadFile(c.memoryPath(source))
	if err != nil || json.Unmarshal(data, &m) != nil {
		return memory{}
	}
	return m
}

// recall takes over what earlier runs learned.
func (e *endpoint) recall(c cache) {
	e.health.mu.Lock()
	defer e.health.mu.Unlock()
	e.health.Who = who(e)
	e.health.join(c.recall(e.name))
	e.single.lower(e.health.Single)
	e.list.lower(e.health.List)
}

// remember keeps what this run learned. Two processes that write in the same
// moment may each miss the other's last word, never half a file.
func (e *endpoint) remember(c cache) error {
	if c.dir == "" {
		return nil
	}
	h := &e.health
	h.mu.Lock()
	defer h.mu.Unlock()
	h.Single, h.List = e.single.limit(), e.list.limit()
	h.join(c.recall(e.name))
	data, err := json.MarshalIndent(h.memory, "", "  ")
	if err != nil {
		return err
	}
	h.unsaved = 0
	return c.write(c.memoryPath(e.name), data, nil)
}
