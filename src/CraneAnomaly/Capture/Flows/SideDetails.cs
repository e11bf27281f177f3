using System.Runtime.CompilerServices;

namespace CraneAnomaly.Capture.Flows;

/// <summary>What is needed less often of one side.</summary>
internal struct SideDetails
{
    public long LastSyn;
    public long LastFin;
    public long LastReset;

    /// <summary>Where the FIN stands, relative; 0 for none seen.</summary>
    public long FinAt;

    public LetterCount Retransmitted;
    public LetterCount ZeroWindows;
    public LetterCount Gaps;

    /// <summary>Where a stream would go on that was found far away from where it is expected.</summary>
    public uint FarNext;

    /// <summary>How many segments have confirmed that.</summary>
    public byte FarCount;

    /// <summary>Whether the other side has acknowledged something far away.</summary>
    public bool HasFarAcknowledged;

    /// <summary>What it acknowledged there.</summary>
    public uint FarAcknowledged;

    /// <summary>No protocol took the first bytes of this side for its own.</summary>
    public bool IsRefused;

    /// <summary>The hole in front of its end stands in the history already.</summary>
    public bool IsLastGapNoted;

    /// <summary>The end of its last segment was kept, as it may go on in the next.</summary>
    public bool HasTail;
}

/// <summary>Counts what has a letter at the 1st, 10th, 100th ... time.</summary>
internal struct LetterCount
{
    private ulong _count, _due;

    public bool Add()
    {
        if (_due == 0) _due = 1;
        if (++_count != _due) return false;
        _due *= 10;
        return true;
    }
}

/// <summary>Both sides: 0 is the first end point of the key, 1 the second.</summary>
[InlineArray(2)]
internal struct SideDetailsPair
{
    private SideDetails _element0;
}
