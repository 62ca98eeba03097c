export { renderLayoutDot } from './dot.ts';
export { type Drawing, placeNodes } from './drawing.ts';
export { LAYOUT_LIMIT, planGrid } from './grid-layout.ts';
export { parseLayout } from './layout.ts';
export { type PageView, renderPage } from './page/page.ts';
export { type BoxPlan, planBoxes } from './plan-boxes.ts';
export { renderDot } from './render-dot.ts';
export { renderSvg, type SvgOptions } from './svg.ts';
