namespace CraneAnomaly.Capture.Tcp;

/// <summary>Control bits of a TCP header (RFC 9293, 3.1).</summary>
internal static class TcpFlags
{
    public const byte Fin = 1;
    public const byte Syn = 2;
    public const byte Reset = 4;
    public const byte Ack = 16;

    /// <summary>Those that change the state of a connection.</summary>
    public const byte Control = Fin | Syn | Reset;
}
