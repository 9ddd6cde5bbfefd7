#!/bin/bash
# Makes the two archives of this folder with GNU tar: one record a batch, whose label is the batch's
# number and whose pixels are (label + 3 * position) mod 256. Run here.
set -e
here=$(pwd)
work=$(mktemp -d)
cd "$work"
mkdir cifar-10-batches-bin cifar-100-binary
python3 - <<'P'
def pixels(label):
    return bytes((label + 3 * p) % 256 for p in range(3072))
for n in range(1, 6):
    open("cifar-10-batches-bin/data_batch_%d.bin" % n, "wb").write(bytes([n]) + pixels(n))
open("cifar-10-batches-bin/test_batch.bin", "wb").write(bytes([9]) + pixels(9) + bytes([0]) + pixels(0))
open("cifar-10-batches-bin/" + "a-long-name-" * 12 + ".txt", "w").write("not a batch\n")
open("cifar-10-batches-bin/batches.meta.txt", "w").write("airplane\nautomobile\n")
open("cifar-100-binary/train.bin", "wb").write(bytes([19, 99]) + pixels(99))
open("cifar-100-binary/test.bin", "wb").write(bytes([3, 42]) + pixels(42))
P
pack() { tar --sort=name --mtime=@0 --owner=0 --group=0 --format="$1" -cf - "$2" | gzip -9n > "$here/$3"; }
pack gnu cifar-10-batches-bin cifar-10.tar.gz
pack pax cifar-100-binary cifar-100.tar.gz
