namespace CraneAnomaly.Capture.Tcp;

/// <summary>What a segment means for its connection.</summary>
internal struct TcpStep
{
    /// <summary>Relative sequence number of the first payload byte.</summary>
    public long Sequence;

    /// <summary>Relative acknowledgement number, in the numbers of the other side; 0 for none to be believed.</summary>
    public long Acknowledged;

    /// <summary>Neither where the stream is nor near it: nothing in it is believed.</summary>
    public bool OutOfWindow;

    /// <summary>The connection is over now.</summary>
    public bool Ends;
}
