/** What a picture is told to be while it is taught. */

/** The trigger stands first, once. */
export function withTrigger(trigger: string, caption: string): string {
  if (trigger === '' || caption.toLowerCase().includes(trigger.toLowerCase()))
    return caption.trim();
  return `${trigger} ${caption}`.trim();
}

/** What the base is asked, so that only the trigger makes the difference. */
export function withoutTrigger(trigger: string, caption: string): string {
  if (trigger === '') return caption.trim();
  const at = caption.toLowerCase().indexOf(trigger.toLowerCase());
  if (at < 0) return caption.trim();
  return `${caption.slice(0, at)} ${caption.slice(at + trigger.length)}`
    .replaceAll(/\s+/g, ' ')
    .trim();
}
