// Package synthesis is the folder of the arithmetic of evidence; it holds only
// the conformance test. In the order in which numbers flow:
//
//	effect    what a study printed → effect size and variance; conversions
//	check     do the printed numbers of a finding agree with each other?
//	pool      effect sizes → a pooled estimate, heterogeneity, small-study effects
//	overlap   how far reviews share primary studies; agreement of two readers
//	appraise  risk of bias and certainty: published rules, suggestions only
//	dist      tails, quantiles and a root finder beneath all of these
//
// All are pure functions on numbers; none knows where they come from.
package synthesis
