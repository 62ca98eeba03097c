/** What a host does when it starts next time. */
export const BOOT_ACTIONS = ['install', 'os', 'rescue', 'memtest'] as const;
export type BootAction = (typeof BOOT_ACTIONS)[number];
