/**
 * Binary codes that say which ensemble member sees which data source (section 2.3, appendix A).
 *
 * <p><b>Theorem 1.</b> If all words of a code are distinct and weigh the same, then S(s) ∖ S(s′) is
 * not empty for distinct sources s and s′. <i>Proof (appendix A.1).</i> Otherwise S(s) ⊆ S(s′);
 * both have w members, so they are equal, but distinct sources hold distinct words. Hence ablating
 * the members that saw s′ removes s′ and no other source. Appendix A.2: n = O(log N) members
 * suffice, since C(n, ⌊n/2⌋) grows like 2ⁿ/√n.
 *
 * <p>Which type to use:
 *
 * <ul>
 *   <li>{@link org.abc4j.codebook.Codebook}: {@code allWords(n, w)} for any number of sources
 *       without a table; {@code design(N, P, seed)} for N sources and P reserved words of which no
 *       two are complements and which all members see equally often; {@code of(words)} for words of
 *       your own;
 *   <li>{@link org.abc4j.codebook.CodeDesign}: designed codes of a length, weight or minimum
 *       distance of your choice; it makes a {@link org.abc4j.codebook.DesignedCode};
 *   <li>{@link org.abc4j.codebook.CodeSize}: the smallest n and its w for a number of sources
 *       (appendix A.2);
 *   <li>{@link org.abc4j.codebook.CodeVerifier}: checks words of your own, and names the sources of
 *       each {@link org.abc4j.codebook.CodeViolation} in a {@link
 *       org.abc4j.codebook.CodeVerification};
 *   <li>{@link org.abc4j.codebook.DataSources}: who the sources are and which items are theirs;
 *       {@link org.abc4j.codebook.RandomGroups} deals items to a few (appendix B.3);
 *   <li>{@link org.abc4j.codebook.CodeAssignment}: which source holds which word, and which are
 *       reserved;
 *   <li>{@link org.abc4j.codebook.Separation}: which sources can still be told apart when members
 *       were removed for good;
 *   <li>{@link org.abc4j.codebook.TrainingSplits}: what each member is trained on;
 *   <li>{@link org.abc4j.codebook.CostModel}: trainings and passes of retraining, exact and
 *       differential ablation (appendix A.3).
 * </ul>
 */
package org.abc4j.codebook;
