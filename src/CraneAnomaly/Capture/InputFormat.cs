namespace CraneAnomaly.Capture;

/// <summary>What an input is written in. Compression (gzip) is not a format: it is taken off before.</summary>
public enum InputFormat
{
    /// <summary>Found from content.</summary>
    Auto = 0,

    /// <summary>
    /// libpcap's savefile (draft-ietf-opsawg-pcap): microseconds or nanoseconds, either byte order, and the modified
    /// form with longer record headers.
    /// </summary>
    Pcap = 1,

    /// <summary>pcapng (draft-ietf-opsawg-pcapng).</summary>
    Pcapng = 2,
}
