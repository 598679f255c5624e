package plot

import (
	"io"
	"strconv"
	"time"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"codeberg.org/go-pdf/fpdf"
)

// writePDF writes pages of the size of the figure, with the letters that it uses
// embedded and text that can be searched and copied.
func (f *Figure) writePDF(w io.Writer) error {
	pages := f.Pages()
	doc := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: f.Width, Ht: pages[0].Height}})
	// A fixed date: the same figure has the same bytes on every day.
	doc.SetCreationDate(time.Unix(0, 0).UTC())
	doc.SetModificationDate(time.Unix(0, 0).UTC())
	doc.SetCatalogSort(true)
	doc.SetTitle(printable(f.Title), true)
	doc.SetSubject(printable(f.Description), true)
	doc.SetCreator("dossier", true)
	doc.SetMargins(0, 0, 0)
	doc.SetAutoPageBreak(false, 0)
	doc.AddUTF8FontFromBytes(pdfFont, "", liberationsansregular.TTF)
	doc.AddUTF8FontFromBytes(pdfFont, "B", liberationsansbold.TTF)
	for _, page := range pages {
		doc.AddPageFormat("P", fpdf.SizeType{Wd: page.Width, Ht: page.Height})
		for i := range page.shapes {
			pdfShape(doc, &page.shapes[i])
		}
	}
	return doc.Output(w)
}

const pdfFont = "LiberationSans"

func pdfShape(doc *fpdf.Fpdf, x *shape) {
	if x.text != "" {
		pdfText(doc, x)
		return
	}
	how := pdfPen(doc, x.pen)
	switch {
	case how == "":
	case x.radius > 0:
		doc.Circle(x.center.x, x.center.y, x.radius, how)
	case len(x.points) > 0:
		doc.MoveTo(x.points[0].x, x.points[0].y)
		for _, p := range x.points[1:] {
			doc.LineTo(p.x, p.y)
		}
		if x.closed {
			doc.ClosePath()
		}
		doc.DrawPath(how)
	}
}

// pdfPen sets colours and returns whether to draw, fill, or both.
func pdfPen(doc *fpdf.Fpdf, p pen) string {
	how := ""
	if p.stroke != "" {
		r, g, b := rgb(p.stroke)
		doc.SetDrawColor(r, g, b)
		doc.SetLineWidth(p.width)
		doc.SetDashPattern(p.dash, 0)
		how = "D"
	}
	if p.fill != "" {
		r, g, b := rgb(p.fill)
		doc.SetFillColor(r, g, b)
		how = "F" + how
	}
	return how
}

func pdfText(doc *fpdf.Fpdf, x *shape) {
	style := ""
	if x.face.bold {
		style = "B"
	}
	doc.SetFont(pdfFont, style, x.face.size)
	r, g, b := rgb(x.face.colour)
	doc.SetTextColor(r, g, b)
	text := typefaceOf(x.face).drawable(x.text)
	left := x.center.x - anchored(text, x.face)
	if x.face.turn == 0 {
		doc.Text(left, x.center.y, text)
		return
	}
	doc.TransformBegin()
	doc.TransformRotate(x.face.turn, x.center.x, x.center.y)
	doc.Text(left, x.center.y, text)
	doc.TransformEnd()
}

// anchored is how far before its point a text begins.
func anchored(s string, t face) float64 {
	switch t.at {
	case middle:
		return textWidth(s, t) / 2
	case end:
		return textWidth(s, t)
	}
	return 0
}

// rgb reads "#rrggbb"; colours are constants of this package.
func rgb(colour string) (r, g, b int) {
	v, err := strconv.ParseUint(colour[1:], 16, 32)
	if err != nil {
		return 0, 0, 0
	}
	return int(v >> 16), int(v >> 8 & 0xff), int(v & 0xff)
}
