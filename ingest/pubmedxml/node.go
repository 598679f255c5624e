package pubmedxml

import (
	"html"
	"strings"

	"dossier/evidence/notation"
)

// node is one element of an article; start and end bound its content in the raw
// bytes, so that text with elements inside is rendered from the source.
type node struct {
	name       string
	attrs      string // as printed; see attr
	kids       []*node
	start, end int
}

// find follows a path of child elements; nil when one is missing. It is safe on
// nil, so that paths can be chained.
func (n *node) find(path ...string) *node {
	for _, name := range path {
		if n == nil {
			return nil
		}
		var next *node
		for _, k := range n.kids {
			if k.name == name {
				next = k
				break
			}
		}
		n = next
	}
	return n
}

// all returns the children of a name, in order.
func (n *node) all(name string) []*node {
	if n == nil {
		return nil
	}
	var out []*node
	for _, k := range n.kids {
		if k.name == name {
			out = append(out, k)
		}
	}
	return out
}

// attr is the value of an attribute, empty without it.
func (n *node) attr(name string) string {
	if n == nil {
		return ""
	}
	for rest := n.attrs; ; {
		i := strings.Index(rest, name)
		if i < 0 {
			return ""
		}
		alone := i == 0 || rest[i-1] <= ' '
		rest = rest[i+len(name):]
		value, ok := strings.CutPrefix(strings.TrimLeft(rest, " \t\r\n"), "=")
		value = strings.TrimLeft(value, " \t\r\n")
		if !alone || !ok || value == "" || value[0] != '"' && value[0] != '\'' {
			continue
		}
		if end := strings.IndexByte(value[1:], value[0]); end >= 0 {
			return html.UnescapeString(value[1 : 1+end])
		}
	}
}

// text is the content of an element on one line, with the words of the elements
// inside.
func (e *entry) text(n *node) string {
	if n == nil || n.end <= n.start {
		return ""
	}
	return strings.TrimSpace(notation.FromMarkupInline(string(e.raw[n.start:n.end])))
}

// at is the text of the element at a path.
func (e *entry) at(n *node, path ...string) string { return e.text(n.find(path...)) }
