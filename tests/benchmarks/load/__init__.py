"""What much work does to the editor: 200 layers, 10,000 strokes, a photo of 100 megapixels, a day of 24 hours.

    python -m tests.benchmarks.load [--quick] [--only layers strokes photo day]

Each part prints times and sizes as they grow, and beside each figure that is promised what it may be at most. Ends with
1 if one of them is over that. --quick: a twentieth of the work, within a minute.
"""
