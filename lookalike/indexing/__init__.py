"""
Update a collection from a folder of images.

Files whose size and time are as they were are skipped; the others are read, recognised by their
content where they have only moved, decoded on threads a bounded number ahead, encoded in batches,
and put one durable batch at a time. Files that have vanished are dropped at the end. Whatever
interrupts it, the next run goes on from the last batch.
"""
