import type { AttributeMap, StorageAnswers } from '../../model/mod.ts';

/** Words with blanks or commas between. */
export function listWords(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

/** The site's word about disks, from the attributes `storage_disk` and `storage_wipe`. */
export function storageAnswers(attributes: AttributeMap): StorageAnswers {
  const disk = attributes['storage_disk'] ?? '';
  const wipe = listWords(attributes['storage_wipe'] ?? '');
  return { wipe, ...(disk === '' || disk === 'auto' ? {} : { disk }) };
}
