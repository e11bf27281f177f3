namespace CraneAnomaly.Capture.Link;

/// <summary>Link types that are decoded, as in the tcpdump.org LINKTYPE registry.</summary>
internal static class LinkTypes
{
    public const int Null = 0;
    public const int Ethernet = 1;

    /// <summary>DLT_RAW as some BSD systems write it instead of <see cref="Raw"/>.</summary>
    public const int RawBsd = 12;

    /// <summary>DLT_RAW as OpenBSD writes it.</summary>
    public const int RawOpenBsd = 14;

    public const int Raw = 101;
    public const int Loop = 108;
    public const int LinuxSll = 113;
    public const int Ipv4 = 228;
    public const int Ipv6 = 229;
    public const int LinuxSll2 = 276;
}
