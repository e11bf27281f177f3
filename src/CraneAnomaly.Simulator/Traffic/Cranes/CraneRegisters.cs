using CraneAnomaly.Simulator.Wire;

namespace CraneAnomaly.Simulator.Traffic.Cranes;

/// <summary>
/// The controller of one crane as a Modbus server (Application Protocol V1.1b3): it holds what its crane reported last.
/// </summary>
internal sealed class CraneRegisters
{
    private readonly ushort[] _inputs = new ushort[RegisterMap.InputRegisters];
    private readonly ushort[] _holding = new ushort[RegisterMap.HoldingRegisters];
    private readonly bool[] _switches = new bool[RegisterMap.DiscreteInputs];
    private readonly bool[] _coils = new bool[RegisterMap.Coils];
    private readonly bool[] _seen = new bool[RegisterMap.Tags.Count];
    private long _count;
    private bool _stopped;

    public CraneRegisters()
    {
        // Identification of the program, and every parameter at its rated value.
        ushort[] constants = [4, 2, 7, 1, 2031, 117, 0, 1, 65, 61];
        constants.CopyTo(_holding, 0);
        for (int i = RegisterMap.SetPoint; i < RegisterMap.Ramps + 4; i++) _holding[i] = 100;
        SwitchOn();
    }

    /// <summary>Whether the crane has reported the signal of a tag at all, by its place in <see cref="RegisterMap.Tags"/>.</summary>
    public bool HasSeen(int tag) => _seen[tag];

    /// <summary>Takes over what the crane reports; what it does not sample stays.</summary>
    public void Update(CraneSample sample)
    {
        var tags = RegisterMap.Tags;
        for (int i = 0; i < tags.Count; i++)
        {
            var tag = tags[i];
            double value = sample.Numbers[tag.Place];
            if (double.IsNaN(value)) continue;
            _seen[i] = true;
            if (tag.Table == RegisterTable.DiscreteInputs) _switches[tag.Address] = value != 0;
            else tag.Encode(value, tag.Table == RegisterTable.InputRegisters ? _inputs : _holding);
        }

        // A stopped program holds no output, and counts no cycle; the communication goes on.
        if (sample.Texts[SignalPlaces.PlcMode] is { } mode && mode == "stop" != _stopped)
        {
            _stopped = !_stopped;
            if (_stopped) Array.Clear(_coils);
            else SwitchOn();
        }

        if (!_stopped) _inputs[^1] = (ushort)++_count;
    }

    /// <summary>The response to a request.</summary>
    public byte[]? Answer(byte[] request, long at)
    {
        int address = request.Length >= 3 ? request[1] << 8 | request[2] : -1;
        int value = request.Length >= 5 ? request[3] << 8 | request[4] : -1;
        switch (request[0])
        {
            case 1 when Fits(address, value, _coils.Length):
                return ModbusEncoder.Bits(1, _coils[address..(address + value)]);
            case 2 when Fits(address, value, _switches.Length):
                return ModbusEncoder.Bits(2, _switches[address..(address + value)]);
            case 3 when Fits(address, value, _holding.Length):
                return ModbusEncoder.Registers(3, Whole(_holding, address, value));
            case 4 when Fits(address, value, _inputs.Length):
                return ModbusEncoder.Registers(4, Whole(_inputs, address, value));
            case 5 when Fits(address, 1, _coils.Length):
                _coils[address] = value != 0;
                return request;
            case 6 when Fits(address, 1, _holding.Length):
                _holding[address] = (ushort)value;
                return request;
            case 15 when Fits(address, value, _coils.Length):
                for (int i = 0; i < value; i++) _coils[address + i] = (request[6 + (i / 8)] >> (i % 8) & 1) != 0;
                return ModbusEncoder.Written(15, address, value);
            case 16 when Fits(address, value, _holding.Length):
                for (int i = 0; i < value; i++)
                    _holding[address + i] = (ushort)(request[6 + (2 * i)] << 8 | request[7 + (2 * i)]);
                return ModbusEncoder.Written(16, address, value);
            case 43:
                return ModbusEncoder.Identification(request[2], "Example Crane Drives", "QC-PLC 1", "2.7.1");
            case 90:
                return ModbusEncoder.Umas(request[1], 0xFE, Program(request));
            case >= 1 and <= 6 or 15 or 16:
                return ModbusEncoder.Exception(request[0], 2);
            default:
                return ModbusEncoder.Exception(request[0], 1);
        }
    }

    private void SwitchOn() =>
        (_coils[0], _coils[RegisterMap.FloodLights], _coils[RegisterMap.EnableForceLimiter]) = (true, true, true);

    // What is uploaded: a block of the program, of which only the number matters.
    private static byte[] Program(byte[] request)
    {
        const int UploadBlock = 0x31, BlockBytes = 200;
        if (request.Length < 6 || request[2] != UploadBlock) return [];
        byte[] block = new byte[BlockBytes];
        for (int i = 0; i < block.Length; i++) block[i] = (byte)RandomStream.Hash(request[5], (ulong)i);
        return block;
    }

    private static bool Fits(int address, int quantity, int length) =>
        address >= 0 && quantity > 0 && address + quantity <= length;

    private static int[] Whole(ushort[] registers, int address, int quantity)
    {
        int[] values = new int[quantity];
        for (int i = 0; i < quantity; i++) values[i] = registers[address + i];
        return values;
    }
}
