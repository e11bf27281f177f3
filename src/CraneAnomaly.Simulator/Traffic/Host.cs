namespace CraneAnomaly.Simulator.Traffic;

/// <summary>
/// A machine on the quay's network. One beyond the router has the router's hardware address.
/// </summary>
internal sealed class Host(string ip, string mac, int ttl, int firstId)
{
    private int _id = firstId;

    public string Ip => ip;

    public string Mac => mac;

    public int Ttl => ttl;

    /// <summary>The identification of its next datagram: it counts up, as most systems do (RFC 6864, 4).</summary>
    public int NextId() => _id = (_id + 1) & 0xFFFF;
}
