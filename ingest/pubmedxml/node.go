package pubmedxml

import (
	"encoding/xml"
	"strings"

	"dossier/evidence/notation"
)

// node is one element of an article; start and end bound its content in the raw
// bytes, so that text with elements inside is rendered from the source.
type node struct {
	name       string
	attrs      []xml.Attr
	kids       []*node
	start, end int
}

func newNode(t xml.StartElement) *node {
	n := &node{name: t.Name.Local}
	if len(t.Attr) > 0 {
		n.attrs = append(n.attrs, t.Attr...)
	}
	return n
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

func (n *node) attr(name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
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
