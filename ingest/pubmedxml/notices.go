package pubmedxml

import (
	"strings"

	"dossier/evidence"
	"dossier/evidence/notation"
)

const sourceName = "pubmed"

// noticeKind maps RefType, in lower case, to what is done to this article.
func noticeKind(refType string) (evidence.NoticeKind, bool) {
	switch refType {
	case "retractionin":
		return evidence.NoticeRetraction, true
	case "partialretractionin":
		return evidence.NoticePartialRetraction, true
	case "retractedandrepublishedin":
		return evidence.NoticeReplaced, true
	case "expressionofconcernin":
		return evidence.NoticeConcern, true
	case "erratumin", "correctedandrepublishedin", "republishedin":
		return evidence.NoticeCorrection, true
	case "updatein":
		return evidence.NoticeNewVersion, true
	}
	return "", false
}

// relationKind maps RefType, in lower case, to what this article is to another.
func relationKind(refType string) (string, bool) {
	switch refType {
	case "retractionof":
		return "retraction-of", true
	case "partialretractionof":
		return "partial-retraction-of", true
	case "expressionofconcernfor":
		return "concern-for", true
	case "erratumfor":
		return "erratum-for", true
	case "republishedfrom", "correctedandrepublishedfrom", "retractedandrepublishedfrom":
		return "republished-from", true
	case "updateof":
		return "update-of", true
	case "commenton":
		return "comment-on", true
	case "commentin":
		return "has-comment", true
	case "originalreportin":
		return "summary-of", true
	case "summaryforpatientsin":
		return "has-patient-summary", true
	}
	return "", false
}

// UIs of publication types: names have changed, UIs have not.
const retractedPublication = "D016441"

// notices reads CommentsCorrections. The PMID of the other article may be
// missing; then only the printed source remains.
func (e *entry) notices(r *evidence.Record, med *node) {
	retracted := false
	for _, cc := range med.find("CommentsCorrectionsList").all("CommentsCorrections") {
		n, rel := Comment(cc.attr("RefType"), pmid(e.at(cc, "PMID")), e.at(cc, "RefSource"), sourceName)
		if n != nil {
			r.Notices = append(r.Notices, *n)
			retracted = retracted || n.Kind == evidence.NoticeRetraction || n.Kind == evidence.NoticeReplaced
		}
		if rel != nil {
			r.Relations = append(r.Relations, *rel)
		}
	}
	if retracted {
		replacement(r, med)
		return
	}
	for _, t := range med.find("Article", "PublicationTypeList").all("PublicationType") {
		if t.attr("UI") == retractedPublication || t.attr("UI") == "" && e.text(t) == "Retracted Publication" {
			r.Notices = append(r.Notices, evidence.Notice{Kind: evidence.NoticeRetraction, Source: sourceName, Text: e.text(t)})
		}
	}
}

// replacement turns a retraction with a republication beside it into one notice
// of both: "retract and replace".
func replacement(r *evidence.Record, med *node) {
	for _, cc := range med.find("CommentsCorrectionsList").all("CommentsCorrections") {
		if strings.EqualFold(cc.attr("RefType"), "RepublishedIn") {
			for i := range r.Notices {
				if r.Notices[i].Kind == evidence.NoticeRetraction {
					r.Notices[i].Kind = evidence.NoticeReplaced
				}
			}
			return
		}
	}
}

// Comment reads one comment or correction: what was done to the article itself is
// a notice, what the article does to another one is a relation. refType is
// PubMed's ("RetractionIn") or Europe PMC's ("Retraction in"); printed is the
// source of the other article, "Lancet. 2010 Feb 6;375(9713):445. doi: …".
func Comment(refType string, other evidence.PMID, printed, source string) (*evidence.Notice, *evidence.Relation) {
	refType = strings.ReplaceAll(strings.ToLower(refType), " ", "")
	doi := doiIn(printed)
	if kind, ok := noticeKind(refType); ok {
		return &evidence.Notice{Kind: kind, PMID: other, DOI: doi, Date: dateIn(printed), Source: source, Text: printed}, nil
	}
	if kind, ok := relationKind(refType); ok && (other != "" || doi != "") {
		return nil, &evidence.Relation{Kind: kind, PMID: other, DOI: doi, Source: source}
	}
	return nil, nil
}

// doiIn finds the DOI that newer sources print: "… doi: 10.1000/x".
func doiIn(printed string) evidence.DOI {
	i := notation.IndexFold(printed, "doi:")
	if i < 0 {
		return ""
	}
	return firstDOI(printed[i+len("doi:"):])
}

// dateIn reads the date of a printed source, "Lancet. 2010 Feb 6;375(9713):445":
// what stands between a full stop and the semicolon.
func dateIn(printed string) evidence.Date {
	head, _, _ := strings.Cut(printed, ";")
	for {
		_, rest, ok := strings.Cut(head, ". ")
		if !ok {
			return evidence.Date{}
		}
		head = rest
		if len(head) >= 4 && strings.Trim(head[:4], "0123456789") == "" {
			head, _, _ = strings.Cut(head, ":")
			return parseDate(strings.TrimRight(strings.TrimSpace(head), "."))
		}
	}
}
