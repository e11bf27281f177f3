using System.Runtime.CompilerServices;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Modbus;

/// <summary>The symbols of all names Modbus has, made once for a pipeline so that no PDU looks one up.</summary>
internal sealed class ModbusSymbols
{
    private readonly int[] _functions = new int[256];
    private readonly int[] _diagnostics = new int[ModbusDiagnostics.Highest + 1];
    private readonly int[] _umas = new int[256];
    private readonly int _canopen;
    private readonly int _identification;

    public ModbusSymbols(SymbolTable symbols)
    {
        for (int i = 0; i < _functions.Length; i++) _functions[i] = symbols.Intern(ModbusFunctions.Name((byte)i));
        for (int i = 0; i < _diagnostics.Length; i++) _diagnostics[i] = symbols.Intern(ModbusDiagnostics.Name(i) ?? "");
        for (int i = 0; i < _umas.Length; i++) _umas[i] = symbols.Intern(UmasFunctions.Name(i) ?? "");
        _canopen = symbols.Intern("canopen_general_reference");
        _identification = symbols.Intern("read_device_identification");
    }

    /// <summary>Symbol of a function's name.</summary>
    public int Function(byte function) => _functions[function];

    /// <summary>Symbol of a sub-function's name, none for one without a name.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Subfunction(byte function, int subfunction) => subfunction < 0 ? SymbolTable.None : (ModbusFunction)function switch
    {
        ModbusFunction.Diagnostics => (uint)subfunction < (uint)_diagnostics.Length ? _diagnostics[subfunction] : 0,
        ModbusFunction.Umas => (uint)subfunction < (uint)_umas.Length ? _umas[subfunction] : 0,
        ModbusFunction.EncapInterfaceTransport => subfunction switch
        {
            ModbusRequest.CanopenGeneralReference => _canopen,
            ModbusRequest.ReadDeviceIdentification => _identification,
            _ => SymbolTable.None,
        },
        _ => SymbolTable.None,
    };
}
