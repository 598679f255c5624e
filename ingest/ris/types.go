package ris

import (
	"strings"
	"sync"

	"dossier/evidence"
)

// entryTypes maps the types of RIS, and the words that some programs write in
// their place, in lower case.
var entryTypes = sync.OnceValue(func() map[string]evidence.EntryType {
	m := map[string]evidence.EntryType{}
	for typ, names := range map[evidence.EntryType]string{
		evidence.TypeArticle:    "JOUR,EJOUR,JFULL,MGZN,NEWS,ABST,INPR,PRESS,Journal Article,Article,Journal,Article in Press,Review,Electronic Article,Newspaper Article,Magazine Article",
		evidence.TypeBook:       "BOOK,EBOOK,EDBOOK,BOOK SECTION WHOLE,SER,Edited Book,Electronic Book,CLSWK",
		evidence.TypeChapter:    "CHAP,ECHAP,Book Section,Book Chapter,ENCYC,DICT",
		evidence.TypeConference: "CONF,CPAPER,CPROC,Conference Paper,Conference Proceedings,Conference Abstract,Conference Review",
		evidence.TypeThesis:     "THES,Thesis,Dissertation",
		evidence.TypeReport:     "RPRT,GOVDOC,STAND,Report,Government Document,HEAR,LEGAL",
		evidence.TypePreprint:   "UNPB,UNPD,MANSCPT,Preprint,Unpublished Work,Manuscript",
		evidence.TypeDataset:    "DATA,AGGR,DBASE,Dataset,STAT DATA",
		evidence.TypeSoftware:   "COMP,Computer Program,Software",
		evidence.TypeWebpage:    "ELEC,WEB,BLOG,ICOMM,Web Page,Webpage,Online Multimedia,MULTI",
		evidence.TypeOther:      "GEN,Generic,OTHER,PAT,Patent,STAT,CASE,BILL,UNBILL,VIDEO,SOUND,MUSIC,ART,MAP,CHART,SLIDE,FIGURE,PAMP,PCOMM,MPCT,ADVS,CTLG,EQUA,GRNT,GRANT,HEARING,INTERVIEW,LEGAL RULE,POD,PODCAST,INTV,ANCIENT,ANCT",
	} {
		for name := range strings.SplitSeq(names, ",") {
			m[strings.ToLower(name)] = typ
		}
	}
	return m
})
