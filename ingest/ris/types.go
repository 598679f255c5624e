package ris

import (
	"strings"
	"sync"

	"dossier/evidence"
	"dossier/ingest/format"
)

// entryType reads a type of RIS, or the words that some programs write in its
// place.
func entryType(name string) (t evidence.EntryType, ok bool) {
	if t, ok = codes()[strings.ToUpper(name)]; ok {
		return t, true
	}
	return format.EntryType(name)
}

func isEntryType(name string) bool {
	_, ok := entryType(name)
	return ok
}

// codes are the types of RIS and those that vendors add.
var codes = sync.OnceValue(func() map[string]evidence.EntryType {
	m := map[string]evidence.EntryType{}
	for typ, names := range map[evidence.EntryType]string{
		evidence.TypeArticle:    "JOUR,EJOUR,JFULL,MGZN,NEWS,ABST,INPR,PRESS",
		evidence.TypeBook:       "BOOK,EBOOK,EDBOOK,BOOK SECTION WHOLE,SER,CLSWK",
		evidence.TypeChapter:    "CHAP,ECHAP,ENCYC,DICT",
		evidence.TypeConference: "CONF,CPAPER,CPROC",
		evidence.TypeThesis:     "THES",
		evidence.TypeReport:     "RPRT,GOVDOC,STAND,HEAR,LEGAL",
		evidence.TypePreprint:   "UNPB,UNPD,MANSCPT",
		evidence.TypeDataset:    "DATA,AGGR,DBASE,STAT DATA",
		evidence.TypeSoftware:   "COMP",
		evidence.TypeWebpage:    "ELEC,WEB,ICOMM,MULTI",
		evidence.TypeOther:      "GEN,GENERIC,OTHER,PAT,PATENT,STAT,CASE,BILL,UNBILL,VIDEO,SOUND,MUSIC,ART,MAP,CHART,SLIDE,FIGURE,PAMP,PCOMM,MPCT,ADVS,CTLG,EQUA,GRNT,GRANT,HEARING,INTERVIEW,LEGAL RULE,POD,PODCAST,INTV,ANCIENT,ANCT",
	} {
		for name := range strings.SplitSeq(names, ",") {
			m[name] = typ
		}
	}
	return m
})
