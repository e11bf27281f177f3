using System.Runtime.CompilerServices;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Flows;

/// <summary>What is needed of a flow when it begins, ends, or something unusual happens.</summary>
internal struct FlowDetails
{
    public FlowIdentity Identity;

    public SideDetailsPair Sides;

    public long FirstNs;

    public long FirstFrame;

    public long MissedBytes;

    /// <summary>A SYN that came in the middle of an open connection, and waits for its SYN-ACK.</summary>
    public OpeningSyn Opening;

    public FlowHistory History;

    public byte HistoryLength;

    /// <summary>How many pieces no protocol took for its own.</summary>
    public byte Refused;

    /// <summary>Whether protocols have been asked.</summary>
    public bool IsProbed;

    /// <summary>Overlaps with different bytes, and those not told yet.</summary>
    public Tally Conflicts;

    /// <summary>Segments out of the window, and those not told yet.</summary>
    public Tally OutOfWindow;

    /// <summary>Segments cut by the capture, and those not told yet.</summary>
    public Tally Cut;

    /// <summary>Adds a letter; past the capacity none (Zeek conn.log, field history).</summary>
    public void AddLetter(char letter, bool fromResponder)
    {
        if (HistoryLength >= FlowHistory.Capacity) return;
        History[HistoryLength++] = (byte)(fromResponder ? char.ToLowerInvariant(letter) : letter);
    }

    /// <summary>Adds the letter at the 1st, 10th, 100th ... occurrence.</summary>
    public void AddScaledLetter(ref LetterCount count, char letter, bool fromResponder)
    {
        if (count.Add()) AddLetter(letter, fromResponder);
    }
}

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

    /// <summary>Whether the other side has acknowledged something far away, which is then <see cref="FarAcknowledged"/>.</summary>
    public bool HasFarAcknowledged;

    public uint FarAcknowledged;

    /// <summary>No protocol took the first bytes of this side for its own.</summary>
    public bool IsRefused;

    /// <summary>The hole in front of its end stands in the history already.</summary>
    public bool IsLastGapNoted;
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

/// <summary>A SYN set aside.</summary>
internal struct OpeningSyn
{
    public long TimestampNs;
    public long Frame;
    public uint Sequence;
    public int IpLength;
    public bool IsSet;

    /// <summary>The side that sent it.</summary>
    public byte Side;
}
