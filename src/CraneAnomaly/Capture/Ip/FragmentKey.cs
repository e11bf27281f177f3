using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Ip;

/// <summary>
/// What the fragments of one datagram have in common (RFC 791, 3.2; RFC 8200, 4.5: IPv6 leaves the protocol out, here
/// it is 44 then), and the path, so that VLANs and tunnels do not mix.
/// </summary>
internal readonly struct FragmentKey(
    IpAddress source, IpAddress destination, ulong path, uint id, byte protocol) : IEquatable<FragmentKey>
{
    private readonly IpAddress _source = source;
    private readonly IpAddress _destination = destination;
    private readonly ulong _path = path;
    private readonly uint _id = id;
    private readonly byte _protocol = protocol;

    public bool Equals(FragmentKey other) =>
        _source == other._source && _destination == other._destination && _path == other._path
        && _id == other._id && _protocol == other._protocol;

    public override bool Equals(object? obj) => obj is FragmentKey other && Equals(other);

    /// <summary>Seeded by process, so that nobody can choose colliding keys; nothing lists the table by slot.</summary>
    public override int GetHashCode() => HashCode.Combine(_source, _destination, _path, _id, _protocol);
}
