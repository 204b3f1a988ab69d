const GREEK =
  'alpha α beta β gamma γ delta δ epsilon ε zeta ζ eta η theta θ kappa κ lambda λ mu μ nu ν xi ξ rho ρ sigma σ tau τ phi φ chi χ psi ψ omega ω'.split(
    ' ',
  );

/** A parameter's name as the equations show it: Greek letters for their names. */
export function symbolOf(name: string): string {
  const at = GREEK.indexOf(name);
  return at >= 0 && at % 2 === 0 ? (GREEK[at + 1] as string) : name;
}
