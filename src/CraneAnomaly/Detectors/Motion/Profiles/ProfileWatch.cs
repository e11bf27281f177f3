using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Motion.Profiles;

/// <summary>The moves of one crane as a whole: those under way, and how much speaks for it that they became others.</summary>
internal sealed class ProfileWatch
{
    private readonly MoveRow[] _rows = [.. Enumerable.Range(0, MoveStates.Axes).Select(_ => new MoveRow())];
    private readonly ProfileTest[] _tests = [.. Enumerable.Range(0, MoveStates.Count).Select(_ => new ProfileTest())];

    /// <summary>What is known of the move of an axis.</summary>
    public MoveRow Row(Axis axis) => _rows[(int)axis];

    /// <summary>Of the moves of a state.</summary>
    public ProfileTest Test(int state) => _tests[state];

    /// <summary>Forgets what speaks for it that moves of an axis became others: it has a name of its own.</summary>
    public void Clear(Axis axis)
    {
        for (int state = 0; state < _tests.Length; state++)
            if (MoveStates.AxisOf(state) == axis) _tests[state].Clear();
    }
}
