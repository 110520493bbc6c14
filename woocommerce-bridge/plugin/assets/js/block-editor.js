/* The block "Rewards program" in the editor: the server draws it, here as on the page. */
(({ blocks, blockEditor, element, serverSideRender }) => {
  blocks.registerBlockType('rung-loyalty/rewards', {
    edit: () =>
      element.createElement('div', blockEditor.useBlockProps(), element.createElement(serverSideRender, { block: 'rung-loyalty/rewards' })),
    save: () => null,
  });
})(window.wp);
