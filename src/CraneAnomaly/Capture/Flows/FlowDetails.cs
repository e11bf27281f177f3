using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Flows;

/// <summary>What is needed of a flow when it begins, ends, or something unusual happens.</summary>
internal struct FlowDetails
{
    public FlowIdentity Identity;

    public SideDetailsPair Sides;

    public long FirstNs;

    public long FirstFrame;

    /// <summary>When its client last spoke, of a flow that nobody can read; 0 for never.</summary>
    public long SpokeNs;

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
