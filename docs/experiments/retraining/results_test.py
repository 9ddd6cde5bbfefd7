"""python3 -m unittest results_test"""

import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace

from results import Results, share


class Weight(list):
    """Of a tensor what is asked of it."""

    def numel(self):
        return len(self)

    def clone(self):
        return self


def save(tensors, file, metadata):
    file.write_text(f"{metadata} {sorted(tensors)}")


class ResultsTest(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.out = Path(place.name) / "trained"

    def results(self, save=save):
        # Two models in a file, two files in a part.
        return Results(self.out, save, {"steps": "2"}, megabytes=2 * 4 * 8 / 0.98 / 2**20, files=2)

    def add(self, results, *names):
        models = [SimpleNamespace(inputs=SimpleNamespace(digest="d"), name=name) for name in names]
        results.add(models, {"w": [Weight([0.0] * 8) for _ in models]})

    def files(self):
        return sorted(str(of.relative_to(self.out)) for of in self.out.rglob("*") if of.is_file())

    def test_a_later_call_leaves_what_an_earlier_one_has_written(self):
        self.add(self.results(), "a", "b", "c")
        first = (self.out / "part-0/weights-000.safetensors").read_text()
        later = self.results()
        self.add(later, "d")
        self.assertEqual(
            ["part-0/weights-000.safetensors", "part-0/weights-001.safetensors", "part-1/weights-002.safetensors"],
            self.files(),
        )
        self.assertEqual(first, (self.out / "part-0/weights-000.safetensors").read_text())
        self.assertIn("d/d.w", (self.out / "part-1/weights-002.safetensors").read_text())
        self.assertEqual(1, later.written)

    def test_a_file_that_was_cut_short_has_not_its_name(self):
        def cut(tensors, file, metadata):
            file.write_text("half")
            raise OSError("no room")

        with self.assertRaises(OSError):
            self.add(self.results(cut), "a")
        self.assertEqual([], list(self.out.rglob("*.safetensors")))
        self.add(self.results(), "a")
        self.assertEqual(["part-0/weights-000.safetensors"], self.files())


class ShareTest(unittest.TestCase):
    def test_waves_are_alike_and_none_is_too_large(self):
        for models in range(1, 300):
            self.assertLessEqual(share(models, 128), 128)
        self.assertEqual(128, share(255, 128))
        self.assertEqual(100, share(300, 128))
        # Of 255 time allowed a first wave of 20: what is left is dealt anew.
        self.assertEqual(118, share(235, 128))


if __name__ == "__main__":
    unittest.main()
