using CraneAnomaly.Simulator.Wire;

namespace CraneAnomaly.Simulator.Traffic;

/// <summary>
/// Asks a controller over one connection, one request at a time. The controller answers a request at a time; null is
/// no answer.
/// </summary>
internal sealed class ModbusClient(TcpSession session, Func<byte[], long, byte[]?> controller, Noise noise)
{
    private const int Unit = 1;

    private int _transaction = (int)noise.Between(0, 0x7FFF);

    /// <summary>
    /// A request and its response; returns when it came, or null when none does: the server's system still
    /// acknowledges. The client acknowledges by itself when nothing more follows at once.
    /// </summary>
    public long? Ask(long at, byte[] request, bool more = false)
    {
        _transaction = (_transaction + 1) & 0xFFFF;
        session.Say(at, false, ModbusEncoder.Adu(_transaction, Unit, request));
        // A scan cycle of the controller lies between request and response; now and then it is busy for one more.
        long latency = noise.Between(2_000_000, 9_000_000) + (noise.Next() % 20 == 0 ? 10_000_000 : 0);
        byte[]? response = controller(request, at);
        if (response is null)
        {
            session.Acknowledge(at + 40 * Agenda.Millisecond, fromServer: true);
            return null;
        }

        at += latency;
        session.Say(at, true, ModbusEncoder.Adu(_transaction, Unit, response));
        if (!more) session.Acknowledge(at + noise.Between(38_000_000, 46_000_000), fromServer: false);
        return at;
    }
}
