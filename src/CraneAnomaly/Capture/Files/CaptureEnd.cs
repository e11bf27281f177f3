namespace CraneAnomaly.Capture.Files;

/// <summary>How the reading of a capture ended.</summary>
public enum CaptureEnd : byte
{
    /// <summary>At the end of its last record; there may have been no packet.</summary>
    Complete = 0,

    /// <summary>In the middle of a record: everything before it was read.</summary>
    Truncated,

    /// <summary>Some of it contradicts the format; what could be read was.</summary>
    Damaged,

    /// <summary>It is no capture, or in a format that is not read here.</summary>
    Foreign,

    /// <summary>There was not one byte.</summary>
    Empty,

    /// <summary>The system would not let it be opened or read.</summary>
    Unreadable,
}
