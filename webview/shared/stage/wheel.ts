/** How much larger a turn of the wheel makes something: below 1 smaller. */
export function wheelFactor({ deltaX, deltaY, deltaMode, ctrlKey }: WheelEvent): number {
  const unit = deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : 30;
  // A pinch on a trackpad comes as a wheel with the control key, in much smaller steps.
  const speed = ctrlKey ? 0.01 : 0.002;
  // With Shift some systems turn the wheel sideways.
  return Math.exp(-(deltaY || deltaX) * unit * speed);
}
