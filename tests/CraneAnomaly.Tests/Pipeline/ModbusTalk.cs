using static CraneAnomaly.Simulator.Wire.ModbusEncoder;
using static CraneAnomaly.Simulator.Wire.PacketBuilder;

namespace CraneAnomaly.Tests.Pipeline;

/// <summary>A Modbus connection between two hosts, opened at once; a PDU a segment.</summary>
internal sealed class ModbusTalk
{
    private readonly CraneTraffic _traffic;
    private readonly string _client;
    private readonly string _server;
    private readonly int _port;
    private uint _clientNext = 1000;
    private uint _serverNext = 5000;
    private int _transaction;

    public ModbusTalk(CraneTraffic traffic, string client, string server)
    {
        (_traffic, _client, _server, _port) = (traffic, client, server, traffic.NextPort());
        FromClient([], Syn);
        FromServer([], Syn | Ack);
        FromClient([], Ack);
    }

    /// <summary>A request and its answer; null for none.</summary>
    public void Ask(byte[] request, byte[]? answer, int unit = 1)
    {
        _transaction = (_transaction + 1) & 0xFFFF;
        FromClient(Adu(_transaction, unit, request), Ack | Psh);
        _traffic.Wait(0.8);
        if (answer is not null) FromServer(Adu(_transaction, unit, answer), Ack | Psh);
        _traffic.Wait(4);
    }

    /// <summary>What is echoed by a server that does it.</summary>
    public void Order(byte[] request, int unit = 1) => Ask(request, request, unit);

    /// <summary>Bytes of the client that the capture missed.</summary>
    public void Lose(uint bytes) => _clientNext += bytes;

    private void FromClient(byte[] data, byte flags)
    {
        _traffic.Send(_client, _server,
            TcpSegment(_port, 502, data, _clientNext, (flags & Ack) != 0 ? _serverNext : 0, flags));
        _clientNext += (uint)data.Length + ((flags & Syn) != 0 ? 1u : 0);
        _traffic.Wait(0.2);
    }

    private void FromServer(byte[] data, byte flags)
    {
        _traffic.Send(_server, _client, TcpSegment(502, _port, data, _serverNext, _clientNext, flags));
        _serverNext += (uint)data.Length + ((flags & Syn) != 0 ? 1u : 0);
        _traffic.Wait(0.2);
    }
}
