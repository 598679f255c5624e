package tabular

import (
	"strings"
	"sync"
	"unicode"
)

// Fields lists what a column may hold, as a Mapping names it.
func Fields() []string {
	return strings.Fields("title original_title authors author_full_names editors journal journal_abbrev series year date month day " +
		"volume issue pages first_page last_page article_number doi pmid pmcid issn isbn publisher place edition url language " +
		"abstract keywords type registry note key accession database source eid wos embase")
}

// columns is the meaning of a table's columns.
type columns struct {
	headings []string
	fields   []string // "" = extra
	known    int
	title    bool
	other    bool // an identifier or another field that only references have
	vendor   string

	line    int     // of the headings
	guesses []guess // columns whose heading names a field among other words
	left    []bool  // a person, or a better column, says that it holds no field
	used    []bool  // the column has a value
	unread  bool    // so has the one of the source, in a form that is not known
}

// isTable tells headings from other rows.
func (c *columns) isTable() bool {
	known, title, other := c.known, c.title, c.other
	for _, g := range c.guesses {
		known++
		title = title || g.field == "title"
		other = other || g.field == "doi" || g.field == "pmid"
	}
	return known >= 2 && (title || other && known >= 3)
}

// columns reads a row as headings.
func (m Mapping) columns(row []string) *columns {
	c := &columns{headings: row, fields: make([]string, len(row)), left: make([]bool, len(row)), used: make([]bool, len(row))}
	mine := map[string]string{}
	for heading, field := range m {
		mine[normal(heading)] = field
	}
	taken := map[string]bool{}
	for i, heading := range row {
		name := normal(heading)
		field, ok := mine[name]
		if !ok {
			field = headings()[name]
		}
		if field == "" && len(row) > 10 {
			field = tagHeadings()[strings.TrimSpace(strings.TrimPrefix(heading, "\ufeff"))]
		}
		if ok && (field == "" || field == "-") {
			field, c.left[i] = "", true
		}
		if field == "" || taken[field] && !mayRepeat(field) {
			continue
		}
		taken[field] = true
		c.fields[i] = field
		c.known++
		c.title = c.title || field == "title"
		c.other = c.other || field == "doi" || field == "pmid" || field == "abstract" || field == "authors"
	}
	c.vendor = vendor(row)
	c.guessAll()
	return c
}

func mayRepeat(field string) bool {
	switch field {
	case "keywords", "issn", "isbn", "note", "registry", "type", "url":
		return true
	}
	return false
}

// normal is a heading in lower case without anything but letters and digits.
func normal(heading string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
}

// headings maps normal headings to fields.
var headings = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for field, names := range map[string]string{
		"title":             "title,articletitle,primarytitle,titleprimary,documenttitle,displayname,ti,publicationtitleoriginal,papertitle,booktitle",
		"original_title":    "originaltitle,titleoriginal,translatedtitle",
		"authors":           "authors,author,authornames,authorslist,firstauthors,authorss,au,authorsprimary,authorlist,primaryauthors,authorshipsauthordisplayname,creators",
		"author_full_names": "authorfullnames,af",
		"editors":           "editors,editor,bookeditors,secondaryauthors,authorssecondary",
		"journal":           "journal,journaltitle,sourcetitle,publicationtitle,publicationname,journalbook,secondarytitle,periodicalfull,containertitle,journalname,so,primarylocationsourcedisplayname",
		"journal_abbrev":    "journalabbreviation,abbreviatedsourcetitle,periodicalabbrev,journalisoabbreviation,journalabbrev,isoabbreviation",
		"series":            "series,seriestitle,bookseriestitle",
		"year":              "year,publicationyear,publishedyear,pubyear,py,yearpublished,yr,yearofpublication",
		"date":              "date,dateofpublication,datepublished,publicationdate,pubdatefreefrom,pubdate,publisheddate",
		"month":             "month,publishedmonth",
		"day":               "day",
		"volume":            "volume,vl,vol,volumenumber",
		"issue":             "issue,issuenumber,number,journalissue",
		"pages":             "pages,page,pagination,pagerange",
		"first_page":        "startpage,pagestart,firstpage,bp,beginpage",
		"last_page":         "endpage,pageend,lastpage,ep,otherpages",
		"article_number":    "artno,articlenumber,elocationid,articleno",
		"doi":               "doi,di,digitalobjectidentifier,doilink",
		"pmid":              "pmid,pubmedid,medlinepmid,idspmid,pm",
		"pmcid":             "pmcid,pmcid2,idspmcid",
		"issn":              "issn,eissn,issns,printissn,issnisbn,primarylocationsourceissnl,issnprint,issnonline,onlineissn",
		"isbn":              "isbn,isbns",
		"publisher":         "publisher,bookpublisher",
		"place":             "placepublished,publisherlocation,place,placeofpublication,publishercity,location",
		"edition":           "edition",
		"url":               "url,link,urls,fulltextlink,fulltexturl,sourceurls,externalurl,embaselink",
		"language":          "language,languageoforiginaldocument,articlelanguage,languages",
		"abstract":          "abstract,abstractnote,abstracttext",
		"keywords":          "keywords,authorkeywords,keyword,manualtags,indexkeywords,keywordsplus,emtreemedicalindextermsmajorfocus",
		"type":              "documenttype,publicationtype,itemtype,typeofreference,type,referencetype,entrytype,worktype",
		"registry":          "clinicaltrialnumbers,ctgovid,ictrpid,trialregistration,clinicaltrialnumber,nct,nctid,nctnumber,registry,registryid,registrationnumber,trialregistrationnumber,trialid",
		"note":              "notes,note,extra",
		"key":               "key,citationkey,citekey,recordid,id,ref,covidence",
		"accession":         "accessionnumber,accession,centralid,lensid,cinahlid,pui",
		"database":          "databasename,sourcedb,database,databaseprovider",
		"source":            "source,citation",
		"eid":               "eid",
		"wos":               "utuniquewosid,uniqueid,ut,utuniqueid",
		"embase":            "embaseaccessionid,embaseid",
	} {
		for name := range strings.SplitSeq(names, ",") {
			m[name] = field
		}
	}
	m["pmcid"], m["pmc"], m["pmcidentifier"] = "pmcid", "pmcid", "pmcid"
	return m
})

// tagHeadings are the two-letter headings of Web of Science's tables.
var tagHeadings = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"PT": "", "AU": "authors", "AF": "author_full_names", "TI": "title", "SO": "journal", "LA": "language",
		"DT": "type", "DE": "keywords", "ID": "keywords", "AB": "abstract", "SN": "issn", "EI": "issn", "BN": "isbn",
		"JI": "journal_abbrev", "PY": "year", "VL": "volume", "IS": "issue", "BP": "first_page", "EP": "last_page",
		"AR": "article_number", "DI": "doi", "UT": "wos", "PM": "pmid", "PU": "publisher", "PI": "place", "SE": "series",
	}
})

// vendor tells which database wrote the table, from headings that only it has.
func vendor(row []string) string {
	for _, heading := range row {
		switch normal(heading) {
		case "eid":
			return "Scopus"
		case "utuniquewosid", "utuniqueid":
			return "Web of Science"
		case "embaseaccessionid", "emtreedrugindexterms":
			return "Embase"
		case "centralid":
			return "CENTRAL"
		case "lensid":
			return "Lens"
		case "primarylocationsourcedisplayname":
			return "OpenAlex"
		}
	}
	for i, heading := range row {
		if i == 0 && normal(heading) == "pmid" {
			return "PubMed"
		}
	}
	return ""
}
