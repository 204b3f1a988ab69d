/** A heading over numbers: says once what a number without a unit is. */
export function Heading({ id, title }: { readonly id: string; readonly title: string }) {
  return (
    <div className="heading">
      <h2 id={id}>{title}</h2>
      <span className="unit">no unit: dimensionless</span>
    </div>
  );
}
