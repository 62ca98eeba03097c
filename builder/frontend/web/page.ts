import page from './page.html.ejs';

/** The web page: one document with its style and its script; it loads nothing from anywhere else. */
export function renderWebPage(hostname: string): string {
  return page({ hostname: hostname.replace(/[^A-Za-z0-9.-]/g, '') });
}
