using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Flows;

/// <summary>
/// What every packet of a flow needs: 192 bytes, three cache lines. What is needed less often is in
/// <see cref="FlowDetails"/>. No references, so that the collector never walks the table.
/// </summary>
internal struct Flow
{
    public FlowKey Key;

    /// <summary>
    /// 0 is the first end point of the key, 1 the second: who is originator may yet change, the sides do not.
    /// </summary>
    public FlowDirections Sides;

    /// <summary>Event time of the last packet that counts for the duration.</summary>
    public long LastNs;

    public long LastFrame;

    /// <summary>When it was last moved in its list; for classes with a fixed end, when that time began.</summary>
    public long ListedNs;

    /// <summary>Ordinal of the flow within the pipeline.</summary>
    public int Ordinal;

    /// <summary>Number of the protocol's reader, 0 for none.</summary>
    public int Session;

    /// <summary>Number of what is held back from it, 0 for nothing.</summary>
    public int Held;

    /// <summary>Neighbour in the list, towards the longest idle; -1 for none.</summary>
    public int Older;

    /// <summary>Neighbour in the list, towards the latest; -1 for none. For free places the next free one.</summary>
    public int Newer;

    /// <summary>Input of the last packet.</summary>
    public ushort Input;

    public FlowClass Class;

    public FlowMarks Marks;

    /// <summary>The side of the originator.</summary>
    public readonly int Originator => (int)(Marks & FlowMarks.OriginatorIsSecond);

    public readonly bool Is(FlowMarks mark) => (Marks & mark) != 0;

    public readonly bool IsResponder(int side) => side != Originator;

    /// <summary>What a record of what a side sent says of both.</summary>
    public readonly RecordFlags FlagsOf(int side) =>
        (IsResponder(side) ? RecordFlags.FromResponder : 0) | (Is(FlowMarks.Midstream) ? RecordFlags.Midstream : 0);
}
