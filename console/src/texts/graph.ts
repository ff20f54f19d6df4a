/** Words of pictures of what leads to what. */
export const graphTexts = {
  zoomIn: 'Larger',
  zoomOut: 'Smaller',
  fit: 'Fit',
} as const;
