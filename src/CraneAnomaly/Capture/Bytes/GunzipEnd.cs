namespace CraneAnomaly.Capture.Bytes;

/// <summary>How unpacking ended.</summary>
internal enum GunzipEnd : byte
{
    /// <summary>It has not.</summary>
    None = 0,

    /// <summary>With the last member, checksum and length included.</summary>
    Whole,

    /// <summary>In the middle of a member, or with bytes behind the last that are none.</summary>
    Cut,

    /// <summary>With data that cannot be unpacked, or a wrong checksum.</summary>
    Damaged,

    /// <summary>Because it expands more than the cap allows.</summary>
    TooLarge,
}
