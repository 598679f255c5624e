// Package pubmedxml reads the XML of PubMed (PubmedArticleSet, as efetch and the
// "PubMed" export send it) into records, one article at a time: memory does not
// grow with the size of the input.
//
// Start with Decode. Text is taken exactly: titles and abstracts with elements
// inside (<i>, <sup>, MathML) keep every word. Structure follows the NLM DTD
// pubmed_250101 and the older MEDLINE DTDs in use since 2008.
package pubmedxml
