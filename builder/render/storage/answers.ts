import type { AttributeMap, StorageAnswers } from '../../model/mod.ts';

/** The site's word about disks, from the attributes `storage_disk` and `storage_wipe`. */
export function storageAnswers(attributes: AttributeMap): StorageAnswers {
  const disk = attributes['storage_disk'] ?? '';
  const wipe = (attributes['storage_wipe'] ?? '').split(/[\s,]+/).filter((word) => word !== '');
  return { wipe, ...(disk === '' || disk === 'auto' ? {} : { disk }) };
}
